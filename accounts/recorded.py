"""What the audit trail recorded, in the words of the pages: packages tell here what fields and codes are called.

The trail keeps codes, so that it means the same in ten years; whoever reads it sees what the pages say today.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.i18n import gettext as _

Change = tuple[str, str, str]
Word = Callable[[str], str]
Part = Callable[[str, str], str]
# What the rows of a kind are called; each asks once for all that a page shows.
Names = Callable[[Collection[int]], Awaitable[Mapping[int, str]]]
# A field that only its subject knows, such as a question, and a value in it; both in words.
Inside = Callable[[str, Any], tuple[str, str]]
Insides = Callable[[Collection[int]], Awaitable[Mapping[int, Inside]]]
LONGEST = 80
# A key is the name of a field; with the kind of what was changed before it ("agreement.kind") it holds for that alone.
_fields: dict[str, str] = {}
_words: dict[str, Word] = {}
_parts: dict[str, Part] = {}
_names: dict[str, Names] = {}
_insides: dict[str, Insides] = {}


def learn(
    fields: Mapping[str, str],
    words: Mapping[str, Word | Mapping[str, str]],
    parts: Mapping[str, Part] | None = None,
    names: Mapping[str, Names] | None = None,
    insides: Mapping[str, Insides] | None = None,
) -> None:
    """Take over what fields are called, what a code in them means, and how a part of a field of several parts reads.

    `names` say what the rows of a kind of subject are called, `insides` what fields an event has by its subject alone.
    """
    _fields.update(fields)
    _words.update({name: known if callable(known) else named(known) for name, known in words.items()})
    _parts.update(parts or {})
    _names.update(names or {})
    _insides.update(insides or {})


@dataclass(frozen=True)
class Reading:
    """What some events speak of, as it is called now; what is gone has no name."""

    names: Mapping[tuple[str, int], str]
    insides: Mapping[tuple[str, int], Inside]

    def subject(self, row: Mapping[str, Any]) -> str:
        """Return what the subject of an event is called beside its vendor; nothing where it is gone or has no name."""
        return self.names.get((row["subject_type"], row["subject_id"]), "").removesuffix(f", {self.vendor(row)}")

    def vendor(self, row: Mapping[str, Any]) -> str:
        """Return what the vendor of an event is called; nothing where it is gone."""
        return self.names.get(("vendor", row["vendor_id"]), "")

    def changes(self, row: Mapping[str, Any], skip: Iterable[str] = ()) -> tuple[Change, ...]:
        """Return each field of an event in words, as it was and as it became."""
        before, after = json.loads(row["before"]), json.loads(row["after"])
        inside = self.insides.get((row["event"], row["subject_id"]))
        if inside is None:
            return tuple(changes(row["subject_type"], before, after, skip))
        said = [(inside(name, before.get(name)), inside(name, after.get(name))) for name in {**before, **after}]
        return tuple((field, old, new) for (field, old), (_field, new) in said)


async def read(rows: Iterable[Mapping[str, Any]]) -> Reading:
    """Return what is needed to read the events of a page: one question for each kind of what they speak of."""
    wanted: dict[str, set[int]] = defaultdict(set)
    inside: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for kind, number in ((row["subject_type"], row["subject_id"]), ("vendor", row["vendor_id"])):
            if number and kind in _names:
                wanted[kind].add(number)
        if row["event"] in _insides:
            inside[row["event"]].add(row["subject_id"])
    names = {
        (kind, number): name if len(name) <= LONGEST else name[: LONGEST - 1].rstrip() + "…"
        for kind, numbers in wanted.items()
        for number, name in (await _names[kind](numbers)).items()
    }
    return Reading(
        names,
        {
            (event, number): said
            for event, numbers in inside.items()
            for number, said in (await _insides[event](numbers)).items()
        },
    )


def named(vocabulary: Mapping[str, str]) -> Word:
    """Return how a code of a vocabulary is said; what has no word is said as it is."""
    return lambda code: _(vocabulary[code]) if code in vocabulary else code


def field_word(name: str) -> str:
    """Return what a recorded field is called."""
    return _(_fields.get(name, name.replace("_", " ")))


def changes(kind: str, before: Mapping[str, Any], after: Mapping[str, Any], skip: Iterable[str] = ()) -> list[Change]:
    """Return each field of an event in words, as it was and as it became; of a field of several parts what differs."""
    found = []
    for name in {**before, **after}.keys() - {*skip}:
        old, new = before.get(name), after.get(name)
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            old, new = _without(old, new), _without(new, old)
        # What many rows were changed to at once is said in the words of the field that was changed.
        about = str(after["field"]) if name == "value" and "field" in after else name
        found.append((name, (field_word(name), say(kind, about, old), say(kind, about, new))))
    order = list({**before, **after})
    return [change for name, change in sorted(found, key=lambda one: order.index(one[0]))]


def say(kind: str, name: str, value: Any) -> str:
    """Return a recorded value in words; nothing for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        part = _parts.get(name, _plain)
        return "; ".join(part(key, say(kind, f"{name}.{key}", item)) for key, item in value.items())
    if isinstance(value, list):
        return ", ".join(say(kind, name, item) for item in value)
    word = _words.get(f"{kind}.{name}") or _words.get(name)
    return word(value) if word and isinstance(value, str) and value else str(value)


def _without(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in one.items() if key not in other or other[key] != value}


def _plain(key: str, value: str) -> str:
    return f"{key}: {value}" if key else value
