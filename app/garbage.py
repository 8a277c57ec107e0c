"""How often Python looks for circles of objects that nobody needs any more."""

from __future__ import annotations

import gc

# Python's own 700 has it walk through all that is loaded again and again while ten thousand rows are read, a fifth of
# the time of an import. Most objects go at once by their count; fifty thousand in circles are a few megabytes.
NEW_OBJECTS, YOUNG_ROUNDS, OLD_ROUNDS = 50_000, 20, 20


def collect_seldom() -> None:
    """Let this process look for circles once in many thousand new objects; once for each process."""
    gc.set_threshold(NEW_OBJECTS, YOUNG_ROUNDS, OLD_ROUNDS)
