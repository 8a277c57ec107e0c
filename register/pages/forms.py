"""Forms: what was typed is kept, only what was changed is written, and nobody's change is lost to another's."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from accounts import recorded
from accounts.errors import Conflict, DomainError, Invalid
from accounts.i18n import gettext as _
from accounts.web import AnyRequest
from register.pages.queries import number
from register.recorded import FACTS, answer

Value = str | list[str]
Values = dict[str, Value]


@dataclass(frozen=True)
class Kind:
    """How a field travels: as the register keeps it, and as a form shows it."""

    show: Callable[[Any], Value]
    parse: Callable[[Value], Any]


@dataclass(frozen=True)
class Clash:
    """A field that somebody else changed in the meantime, as it stands there and as this form would write it."""

    label: str
    theirs: str
    yours: str


@dataclass(frozen=True)
class Form:
    """A form as it is shown: values as typed, one sentence for each wrong field, and what it started from."""

    values: Values
    version: int = 0
    base: str = "{}"
    errors: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    clashes: tuple[Clash, ...] = ()
    taken: tuple[Clash, ...] = ()
    status: int = 200

    def __getitem__(self, name: str) -> Value:
        """Return the value of a field; empty for one that was never filled in."""
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        """Return the sentence of a field, or nothing."""
        return self.errors.get(name, "")


@dataclass(frozen=True)
class Typed:
    """What came with a form."""

    values: Values
    base: Values
    version: int
    more: Mapping[str, str]

    def changed(self) -> Values:
        """Return the fields that differ from what the form showed at first."""
        return {name: value for name, value in self.values.items() if value != self.base.get(name, _empty(value))}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _lines(value: Value) -> list[str]:
    lines = value.splitlines() if isinstance(value, str) else value
    return [line.strip() for line in lines if line.strip()]


def _several(value: Value) -> list[str]:
    return [part for part in ([value] if isinstance(value, str) else value) if part]


TEXT = Kind(_text, lambda value: value)
LINES = Kind("\n".join, _lines)
SEVERAL = Kind(list, _several)
TICK = Kind(lambda value: "yes" if value else "", lambda value: value == "yes")
YES_NO = Kind(
    lambda value: {True: "yes", False: "no"}.get(value, ""),
    lambda value: {"yes": True, "no": False}.get(str(value), value),
)
Spec = Mapping[str, Kind]


def shown(spec: Spec, stored: Mapping[str, Any]) -> Values:
    """Return the stored values of the fields as a form shows them."""
    return {name: kind.show(stored[name]) for name, kind in spec.items() if name in stored}


def parsed(spec: Spec, values: Values) -> dict[str, Any]:
    """Return what a form's values mean, ready for a verb."""
    return {name: spec[name].parse(value) for name, value in values.items() if name in spec}


def begin(values: Values, labels: Mapping[str, str], version: int = 0) -> Form:
    """Return a form that nobody has typed in yet."""
    return Form(values, version, json.dumps(values), labels=labels)


async def typed(request: AnyRequest, spec: Spec) -> Typed:
    """Return what was typed into the fields of a form; a field that a browser leaves out is empty."""
    sent = await request.form()
    values: Values = {}
    for name, kind in spec.items():
        if kind is SEVERAL:
            values[name] = [_clean(value) for value in sent.getall(name, [])]
        else:
            values[name] = _clean(sent.get(name, ""))
    more = {name: str(value) for name, value in sent.items() if name not in spec}
    return Typed(values, _base(more.get("base", "")), number(more.get("version")), more)


def again(given: Typed, problem: DomainError, spec: Spec, labels: Mapping[str, str]) -> Form:
    """Return the form once more after a refusal: everything typed is kept, what is wrong stands beside it."""
    if isinstance(problem, Conflict):
        return _overtaken(given, problem, spec, labels)
    errors = (
        {name: _(sentence) for name, sentence in problem.fields.items()}
        if isinstance(problem, Invalid)
        else {"": _(str(problem))}
    )
    return Form(given.values, given.version, json.dumps(given.base), errors, labels, status=422)


def _overtaken(given: Typed, problem: Conflict, spec: Spec, labels: Mapping[str, str]) -> Form:
    theirs = shown(spec, problem.current)
    yours = given.changed()
    theirs_now = [
        Clash(
            labels.get(name, name),
            _said(name, spec[name], theirs[name]),
            _said(name, spec[name], yours.get(name, theirs[name])),
        )
        for name in theirs
        if theirs[name] != given.base.get(name, _empty(theirs[name]))
    ]
    unseen = _("Somebody else saved this while you were editing, but nothing that this form shows. Save once more.")
    return Form(
        {**given.values, **theirs, **yours},
        int(problem.current["version"]),
        json.dumps({**given.base, **theirs}),
        {} if theirs_now else {"": unseen},
        labels,
        tuple(clash for clash in theirs_now if clash.theirs != clash.yours),
        tuple(clash for clash in theirs_now if clash.theirs == clash.yours),
        status=409,
    )


def _clean(value: object) -> str:
    # Browsers end lines with CR LF whatever the page said; what was stored has LF. No text has NUL, and PostgreSQL
    # refuses it.
    return str(value).replace("\0", "").replace("\r\n", "\n")


def _said(name: str, kind: Kind, value: Value) -> str:
    """Return what stands in a field, in the words in which the form offers it."""
    if value and name in FACTS:
        return answer(name, str(value))
    return recorded.say("", name, kind.parse(value) if kind in (TICK, YES_NO) else value)


def _empty(value: Value) -> Value:
    return "" if isinstance(value, str) else []


def _base(text: str) -> Values:
    try:
        base = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return base if isinstance(base, dict) else {}
