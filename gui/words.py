"""Words of the engine as a person reads them: what went wrong, what an activation is called."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from engine.errors import InputError, NumberText
from gui.numbers import NumberFormat

_PLAIN = NumberFormat()


def sentence(error: InputError, numbers: NumberFormat = _PLAIN) -> str:
    """What an InputError says, in the language of the window; its numbers are written as they are
    typed there.
    """
    template = QCoreApplication.translate("InputError", error.template)
    return template.format(**{key: _told(v, numbers) for key, v in error.values.items()})


def _told(value: object, numbers: NumberFormat) -> object:
    if isinstance(value, NumberText):
        value = value.number
    return numbers.typed(value) if isinstance(value, float) else value


def activation_words(name: str) -> str:
    """A registered name as it is read: "leaky relu"."""
    return name.replace("_", " ")
