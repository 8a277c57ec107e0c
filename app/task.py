"""Work on an import, done in a process beside the server; started by `imports.workshop`, not by people.

Run as `python -m app.task` with a line of JSON on standard input; answers as `imports.beside` says.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sys
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts import i18n, moments, progress
from accounts.actor import SYSTEM
from accounts.database import connections
from accounts.errors import Forbidden
from accounts.sessions import actor_of
from app.garbage import collect_seldom
from app.law import the_law
from app.settings import Settings
from imports import deeds
from imports.away import GIVEN_UP
from imports.model import Limits, Options, Refused, Understood
from imports.outcomes import BROKEN, NO_ROOM, NOBODY, Outcome, outcome_of
from imports.tables import ImportTask
from imports.tasks import task_of
from imports.teller import Teller, end_with_listener
from imports.understand import understand

LOCALES = Path(__file__).parent / "locale"


def main() -> None:
    """Do the work that standard input names and print what came of it."""
    collect_seldom()
    given = json.loads(sys.stdin.readline())
    # Whoever started this may die; what nobody waits for is not written.
    threading.Thread(target=end_with_listener, daemon=True).start()
    teller = Teller(sys.stdout)
    progress.listen(teller.hear)
    outcome = asyncio.run(_work(given))
    teller.end(outcome.as_json())


async def _work(given: dict[str, Any]) -> Outcome:
    settings = Settings(data=Path(given["data"]), law=Path(given["law"]) if given["law"] else None)
    async with connections():
        task = task_of((await ImportTask.select().where(ImportTask.id == given["task"]))[0])
        i18n.load_catalogues(LOCALES)
        i18n.language.set(task.language)
        moments.zone.set(settings.zone)
        actor = await actor_of(task.user, task.label, task.address) if task.user else SYSTEM
        means = deeds.Means(
            settings.data,
            Limits(**given["limits"]),
            the_law(settings),
            datetime.fromisoformat(given["now"]),
            _understand,
        )
        try:
            if actor is None:
                raise Forbidden(NOBODY)  # noqa: TRY301 - told like every other refusal
            return Outcome("done", result=await deeds.do(task, actor, means))
        except Exception as error:  # noqa: BLE001 - the server tells whoever asked for the work
            outcome = outcome_of(error)
            if outcome.sentence in {BROKEN, NO_ROOM}:
                import traceback

                traceback.print_exc()
            return outcome


async def _understand(path: Path, options: Options, _most: int | None) -> Understood:
    """Understand a file here, in this process, for as long as a file is given."""

    def give_up(*_: object) -> None:
        raise Refused("too_slow", GIVEN_UP)

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, options.limits.wall_seconds * 2)
    try:
        return understand(path, options)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


if __name__ == "__main__":
    main()
