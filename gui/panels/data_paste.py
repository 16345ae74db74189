"""Rows copied from a spreadsheet, put into a table of samples."""

from __future__ import annotations

import numpy as np

from engine.arrays import Array
from engine.data import TableData
from engine.errors import InputError
from gui.numbers import NumberFormat


def with_pasted(spec: TableData, row: int, column: int, text: str) -> TableData:
    """The table with tab-separated text of a spreadsheet put in at a cell.

    Rows are added where there are more, with zeros beside them. A block too wide for the
    place becomes the table, its last columns the targets. A first row of words is left out.
    InputError where a cell is not a number or the rows have different lengths.
    """
    block = _block(text)
    cells, inputs = cells_of(spec), spec.x.shape[1]
    if column + block.shape[1] > cells.shape[1]:
        outputs = min(spec.y.shape[1], block.shape[1] - 1)
        split = block.shape[1] - outputs
        return TableData(block[:, :split].copy(), block[:, split:].copy())
    missing = row + block.shape[0] - cells.shape[0]
    if missing > 0:
        cells = np.vstack([cells, np.zeros((missing, cells.shape[1]))])
    cells[row : row + block.shape[0], column : column + block.shape[1]] = block
    return TableData(cells[:, :inputs].copy(), cells[:, inputs:].copy())


def _block(text: str) -> Array:
    rows = [line.split("\t") for line in text.splitlines() if line.strip()]
    if rows and not any(_is_number(cell) for cell in rows[0]):
        rows = rows[1:]
    if not rows:
        raise InputError("There are no numbers to paste. Copy rows of numbers first.")
    for number, cells in enumerate(rows, start=1):
        if len(cells) != len(rows[0]):
            raise InputError(
                "Row {row} of what was pasted has {found} cells, the first has {width}. "
                "Make them equal.",
                row=number,
                found=len(cells),
                width=len(rows[0]),
            )
    return np.array([[NumberFormat.parse(cell) for cell in cells] for cells in rows])


def _is_number(cell: str) -> bool:
    try:
        NumberFormat.parse(cell)
    except InputError:
        return False
    return True


def cells_of(spec: TableData) -> Array:
    """x and y side by side, (samples, inputs + outputs), to be changed."""
    return np.hstack([spec.x, spec.y])
