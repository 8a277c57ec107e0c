"""Reading and understanding a file in the process of the tests, in place of the processes beside the server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextvars import copy_context
from pathlib import Path
from typing import Any

from accounts import progress
from accounts.progress import Listener
from imports import away, child
from imports.model import Refused
from imports.sheets import damaged


def ask_child(path: Path, kind: str, request: dict[str, Any]) -> Any:
    """Return what `imports.child` answers, without its process; what would end that process refuses the file."""
    try:
        return json.loads(json.dumps(child.answer(path, kind, json.loads(json.dumps(request)))))
    except Refused:
        raise
    except Exception as error:
        raise damaged("It cannot be read to its end.") from error


class Here:
    """One run of `imports.away` without its process; what goes in and out is JSON all the same."""

    complaint = ""

    def __init__(self, words: Sequence[str], hear: Listener, environment: Mapping[str, str]) -> None:
        assert words[-2] == "imports.away"
        assert set(environment) == {"PYTHONPATH"}
        self._file = Path(words[-1])
        self._hear = hear

    async def run(self, given: Mapping[str, Any]) -> Any:
        """Return what came of it."""
        loop, context = asyncio.get_running_loop(), copy_context()

        def hear(*how_far: Any) -> None:
            loop.call_soon_threadsafe(self._hear, *how_far, context=context)

        def work() -> Any:
            progress.listen(hear)
            return away.answer(self._file, json.loads(json.dumps(given)))

        return json.loads(json.dumps(await asyncio.to_thread(work)))
