"""How the height of the weight inspector is shared among its table, its card and its map."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

_CARD_FROM, _MAP_FROM = 600, 700  # px: a lower panel is the table's alone, where that scrolls
_MAP_LEAST, _MAP_SHARE = 72, 0.2


class Parts(NamedTuple):
    """What the parts need, in px. ``snug``: the card with all of its lines; ``shortest``: with
    the first of them. ``around``: what the map has about its cells.
    """

    table: int
    card: int
    snug: int
    shortest: int
    map: int
    around: int


class Shares(NamedTuple):
    """What the parts get, in px; 0 where there is no room for one. The map's is its cells'."""

    table: int
    card: int
    map: int


def share(height: int, parts: Parts, whole_rows: Callable[[int], int]) -> Shares:
    """The table has all of its rows where they fit, the card what is left, and the map what is
    left of that. A table that scrolls shares with both, if the panel is high, and ends with a
    whole row: ``whole_rows`` is the height of the rows that fit into one.
    """
    if parts.table <= height:
        return _all_rows(height, parts)
    card = parts.card if height >= _CARD_FROM else 0
    cells = 0
    if height >= _MAP_FROM:
        cells = min(parts.map, max(_MAP_LEAST, round(_MAP_SHARE * height)))
    beneath = card + (cells + parts.around if cells else 0)
    return Shares(whole_rows(height - beneath), card, cells)


def _all_rows(height: int, parts: Parts) -> Shares:
    left = height - parts.table
    least = min(_MAP_LEAST, parts.map)
    for cells in (parts.map, least):
        card = min(parts.card, left - parts.around - cells)
        if card >= parts.snug:
            return Shares(parts.table, card, min(parts.map, left - card - parts.around))
    card = min(parts.card, left)
    return Shares(parts.table, card if card >= parts.shortest else 0, 0)
