"""The little of numba that engine/fast.py uses, so that it is checked as strictly as the rest."""

from collections.abc import Callable
from types import ModuleType
from typing import TypeVar

from numba import types as types

Function = TypeVar("Function", bound=Callable[..., object])

__version__: str

class Config(ModuleType):
    CACHE_DIR: str

config: Config

def njit(**options: object) -> Callable[[Function], Function]: ...
