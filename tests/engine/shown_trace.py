"""All that a trace shows, for tests that compare every number of it."""

from __future__ import annotations

from engine.state import Trace


def contents(trace: Trace) -> dict[str, object]:
    """The fields by their names; of the gradient dW and db as far as they are there, for the rest
    of it is room for the layers to come.
    """
    fields: dict[str, object] = {**trace._asdict(), "dW": trace.dW, "db": trace.db}
    del fields["gradient"]
    return fields
