"""What the command does with rows that need somebody: holds them back, keeps the register's, takes the file's, or asks.

Such a row may be a vendor that the register has, or changes what somebody has changed in the register since the last
import. None of the answers lets two vendors become one: that is for a person to say on the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from imports.plan import Where, where
from imports.plan_model import Decision, Plan, Step

Policy = Literal["ask", "hold", "keep", "take"]
POLICIES: tuple[Policy, ...] = ("ask", "hold", "keep", "take")
YES = frozenset({"f", "file"})
NO = frozenset({"r", "register"})


def conflicts(plan: Plan) -> Iterator[Step]:
    """Yield the rows that need somebody."""
    return (step for step in plan.steps if step.action == "needs-you")


def decided(plan: Plan, policy: Policy) -> dict[Where, Decision]:
    """Return what a policy says to each row that needs somebody; nothing for a row that is held back."""
    if policy not in {"keep", "take"}:
        return {}
    return {where(step.row): answer(step, policy) for step in conflicts(plan)}


def answer(step: Step, policy: Policy) -> Decision:
    """Return the register's side of a row or the file's; a row that may be a known vendor is then one of its own."""
    if policy == "keep":
        return Decision("skip")
    return Decision("new") if step.proposals else Decision("take")


def asked(plan: Plan, ask: Callable[[str], str]) -> dict[Where, Decision]:
    """Ask about each row that needs somebody, and return what was answered; the others are held back."""
    found: dict[Where, Decision] = {}
    for step in conflicts(plan):
        said = ask(question(step)).strip().casefold()
        if said in YES | NO:
            found[where(step.row)] = answer(step, "take" if said in YES else "keep")
        elif said.isdigit() and 1 <= int(said) <= len(step.proposals):
            found[where(step.row)] = Decision("vendor", step.proposals[int(said) - 1].vendor_id)
    return found


def question(step: Step) -> str:
    """Return what is asked about a row, with the answers that it takes."""
    row = step.row
    if step.proposals:
        known = ", ".join(f"{number} it is {one.name}" for number, one in enumerate(step.proposals, 1))
        return (
            f"  {row.sheet}, row {row.row}: {row.name}: {known}, f a vendor of its own, r leave it out, Enter later: "
        )
    changed = "; ".join(f"{one.field}: register “{one.before}”, file “{one.after}”" for one in step.changes)
    return (
        f"  {row.sheet}, row {row.row}: {row.name}: {changed}: f take the file's, r keep the register's, Enter later: "
    )


def as_options(said: Mapping[Where, Decision]) -> dict[str, list[list[object]]]:
    """Return what was said in the form in which an import keeps it."""
    return {"decisions": [[*place, one.kind, one.vendor_id] for place, one in said.items()]} if said else {}
