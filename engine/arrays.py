"""The array types of the engine, named once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]


def read_only(array: Array) -> Array:
    """The same array, closed for writing; views made from here on are read-only as well."""
    array.setflags(write=False)
    return array
