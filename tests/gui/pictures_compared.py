"""How alike two pictures are: structural similarity (Wang and others, 2004), with plain NumPy."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtGui import QImage

WINDOW = 11  # px
TILE = 64  # px
INK = 16  # shades between the darkest and the lightest pixel of a tile with something on it
LUMINANCE = (0.114, 0.587, 0.299)  # of blue, green, red
LEAST_MEAN, LEAST_TILE = 0.98, 0.90  # of what another program shows
C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2


class Likeness(NamedTuple):
    """1 where both are the same: the mean of all windows, the least mean of a tile with ink in
    either picture, and where that tile is.
    """

    mean: float
    least: float
    at: tuple[int, int]


def likeness(one: QImage, other: QImage) -> Likeness:
    """Compare two pictures of one size."""
    a, b = luminance(one), luminance(other)
    assert a.shape == b.shape, f"{a.shape} and {b.shape}"
    similar = _windows(a, b)
    tiles: list[tuple[float, tuple[int, int]]] = []
    for y in range(0, a.shape[0], TILE):
        for x in range(0, a.shape[1], TILE):
            tile = slice(y, y + TILE), slice(x, x + TILE)
            if max(np.ptp(a[tile]), np.ptp(b[tile])) >= INK:
                tiles.append((_middles(similar, x, y), (x, y)))
    assert tiles, "nothing is on the pictures"
    least, at = min(tiles)
    return Likeness(float(similar.mean()), least, at)


def assert_alike(ours: QImage, theirs: QImage, name: str) -> None:
    """Refuse what does not look the same: as a whole, or in one tile."""
    found = likeness(ours, theirs)
    assert found.mean >= LEAST_MEAN, (name, found)
    assert found.least >= LEAST_TILE, (name, found)


def luminance(image: QImage) -> np.ndarray:
    """The shades of a picture, 0 to 255."""
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    height, width = plain.height(), plain.width()
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(height, plain.bytesPerLine())
    return rows[:, : 4 * width].reshape(height, width, 4)[:, :, :3] @ np.array(LUMINANCE)


def _windows(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The similarity in every window that lies inside."""
    mean_a, mean_b = _means(a), _means(b)
    variances = _means(a * a) - mean_a**2 + _means(b * b) - mean_b**2
    shared = _means(a * b) - mean_a * mean_b
    above = (2 * mean_a * mean_b + C1) * (2 * shared + C2)
    return above / ((mean_a**2 + mean_b**2 + C1) * (variances + C2))


def _means(values: np.ndarray) -> np.ndarray:
    sums = np.pad(values, ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    n = WINDOW
    return (sums[n:, n:] - sums[:-n, n:] - sums[n:, :-n] + sums[:-n, :-n]) / n**2


def _middles(similar: np.ndarray, x: int, y: int) -> float:
    """The mean of the windows whose middles are in a tile; a tile at the border may have few."""
    half = WINDOW // 2
    bottom, right = (
        min(at + TILE - half, end) for at, end in zip((y, x), similar.shape, strict=True)
    )
    part = similar[
        min(max(y - half, 0), bottom - 1) : bottom, min(max(x - half, 0), right - 1) : right
    ]
    return float(part.mean())
