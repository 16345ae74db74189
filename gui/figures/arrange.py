"""Where panels, title and caption stand in a figure: a function of the choices alone, so that all
the steps of a sequence have everything in the same place.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF

from gui.figures.spec import FigureSpec
from gui.figures.text_blocks import leading_of, letters_of, margin_of, title_of

_LEAST_WIDTH = {"topology": 720, "equations": 1e9, "loss": 360, "weights": 320}
"""A panel with less room stands in a line of its own; an equation always does, as text does."""
LEAST_HEIGHT = {"topology": 60, "equations": 40, "loss": 114, "weights": 50}
_WEIGHT = {"topology": 3.0, "equations": 2.0, "loss": 2.0, "weights": 2.0}
_GAP = 40.0  # between two panels, a rule in its middle
_BESIDE = 32.0


@dataclass(frozen=True, eq=False)
class Arrangement:
    """Places in the figure's pixels. ``panels``: in the order of reading; ``rules``: the heights of
    the lines between them; ``title`` and ``caption``: where their text begins, None without one.
    """

    panels: tuple[tuple[str, QRectF], ...]
    rules: tuple[float, ...]
    margin: float
    title: QRectF | None
    caption: QRectF | None
    text: int


def arrange(spec: FigureSpec, caption_lines: int) -> Arrangement:
    """The places for a figure whose caption has so many lines."""
    margin = margin_of(spec)
    top = 14.0 if spec.height >= 500 else 8.0
    bottom = spec.height - margin * 0.75
    rules: list[float] = []
    title, lines = None, title_of(spec)
    if lines is not None:
        title = QRectF(margin, top + 10, spec.width - 2 * margin, lines.height)
        top = title.bottom() + 6
    caption = None
    if caption_lines:
        high = caption_lines * leading_of(spec)
        caption = QRectF(margin, bottom - high, spec.width - 2 * margin, high)
        bottom = caption.top() - _GAP / 4
        rules.append(bottom)
        bottom -= _GAP / 4
    area = QRectF(margin, top, spec.width - 2 * margin, max(40.0, bottom - top))
    panels, between = _rows(spec, area)
    return Arrangement(panels, (*between, *rules), margin, title, caption, letters_of(spec))


def _rows(
    spec: FigureSpec, area: QRectF
) -> tuple[tuple[tuple[str, QRectF], ...], tuple[float, ...]]:
    lines = [line for row in spec.rows for line in _lines(row, area.width())]
    room = area.height() - _GAP * (len(lines) - 1)
    weights = [max(_WEIGHT[name] for name in line) for line in lines]
    heights = _heights(lines, weights, room)
    placed: list[tuple[str, QRectF]] = []
    rules: list[float] = []
    y = area.top()
    for line, height in zip(lines, heights, strict=True):
        if y > area.top():
            rules.append(y - _GAP / 2)
        x = area.left()
        for name, wide in zip(line, _widths(line, area.width()), strict=True):
            placed.append((name, QRectF(x, y, wide, height)))
            x += wide + _BESIDE
        y += height + _GAP
    return tuple(placed), tuple(rules)


def _heights(lines: list[tuple[str, ...]], weights: list[float], room: float) -> list[float]:
    """An equation needs three rows and no more; the others share what is left."""
    strip = min(190.0, max(84.0, 0.27 * room))
    if len(lines) == 1:
        return [room]
    strips = sum(line == ("equations",) for line in lines)
    others = sum(
        weight for line, weight in zip(lines, weights, strict=True) if line != ("equations",)
    )
    left = room - strips * strip
    return [
        strip if line == ("equations",) else left * weight / others
        for line, weight in zip(lines, weights, strict=True)
    ]


def _lines(row: tuple[str, ...], room: float) -> list[tuple[str, ...]]:
    """A row as the lines that it takes: panels side by side where each has room."""
    lines: list[tuple[str, ...]] = []
    used = 0.0
    for name in row:
        least = _LEAST_WIDTH[name]
        if lines and used + _BESIDE + least <= room:
            lines[-1] = (*lines[-1], name)
            used += _BESIDE + least
        else:
            lines.append((name,))
            used = least
    return lines


def _widths(line: tuple[str, ...], room: float) -> list[float]:
    if len(line) == 1:
        return [room]
    least = [_LEAST_WIDTH[name] for name in line]
    spare = room - _BESIDE * (len(line) - 1) - sum(least)
    return [one + spare * one / sum(least) for one in least]
