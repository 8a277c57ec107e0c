"""Run `art28 ...` and end the process as a power cut would, at one step: `killed.py STEP ARGS`.

`killed.py STEP beside` is the process that works beside the server.

STEP is a function by its path, and with "+" after it the moment when it is done.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from typing import Any


def main() -> int:
    """Lay the trap and run the command."""
    step = sys.argv.pop(1)
    path, after = step.rstrip("+"), step.endswith("+")
    module, name = path.rsplit(".", 1)
    place = importlib.import_module(module)
    real = getattr(place, name)

    def cut(*args: Any, **more: Any) -> Any:
        if after:
            real(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    async def cut_async(*args: Any, **more: Any) -> Any:
        if after:
            await real(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    import inspect

    setattr(place, name, cut_async if inspect.iscoroutinefunction(real) else cut)
    if sys.argv[1:] == ["beside"]:
        from app.task import main as work

        work()
        return 0
    from app.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
