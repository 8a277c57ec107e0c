"""What a row changes in what is recorded: cell by cell, against the register and against what the sheet said before.

Where an earlier import is known, only cells that the sheet changed since then are changed in the register, so that what
was mended there stays mended. Where both were changed, a person decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from imports.plan_model import Change, Recorded, Write
from imports.wanted import ENGAGEMENT_FIELDS, NOWHERE, VENDOR_FIELDS, Ask
from register.facts import elsewhere

CLEARED: dict[str, Any] = {"status": "active"}
# The register fills these itself, so a value that no sheet gave is nobody's edit.
FILLED = frozenset({"status", "next_review"})


class Edited(Exception):
    """The sheet and the register were both changed since the last import."""

    def __init__(self, field: str, recorded: str, written: str) -> None:
        super().__init__(field)
        self.field, self.recorded, self.written = field, recorded, written


def merged(field: str, written: Any, before: Any, recorded: Any, *, known: bool, take: bool) -> Any:
    """Return the value that a field gets: `recorded` where nothing is to be done.

    `before` is what the sheet said the last time (`known`: there was a last time). Raises `Edited` where the register
    was changed too, unless the sheet is to be taken.
    """
    if not known:
        return written or recorded
    if written in (before, recorded):
        return recorded
    if recorded and recorded != before and (before or field not in FILLED) and not take:
        raise Edited(field, text(recorded), text(written))
    return written


def engagement_writes(ask: Ask, found: Recorded, *, take: bool) -> Iterator[tuple[list[Change], Write]]:
    """Yield what a row changes in an engagement, its locations, agreement and review."""
    yield from _engagement(ask, found, take=take)
    yield from _places(ask, found)
    yield from _grounds(ask, found, take=take)
    yield from _agreement(ask, found)


def vendor_write(
    ask: Ask, vendor: dict[str, Any], base: Ask | None, *, take: bool
) -> tuple[list[Change], Write] | None:
    """Return what a row changes in its vendor, or None; other spellings of the name are kept as aliases."""
    changes: list[Change] = []
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for field in VENDOR_FIELDS:
        last = base.vendor[field] if base else ""
        value = merged(field, ask.vendor[field], last, vendor[field], known=base is not None, take=take)
        if value != vendor[field]:
            changes.append(Change("seat" if field == "country" else field, text(vendor[field]), text(value)))
            before[field], after[field] = vendor[field], value
    more = [
        one for one in ask.aliases if one not in vendor["aliases"] and one not in {vendor["name"], vendor["legal_name"]}
    ]
    if base is not None:
        more = [one for one in more if one not in base.aliases]
    if more:
        changes.append(Change("aliases", text(vendor["aliases"]), text([*vendor["aliases"], *more])))
        before["aliases"], after["aliases"] = vendor["aliases"], [*vendor["aliases"], *more]
    return (changes, Write("vendor", vendor["id"], vendor["version"], before, after)) if after else None


def likeness(ask: Ask, found: Recorded) -> float:
    """Return which part of the cells that both fill are the same, 0 to 1; 1 where none is filled by both."""
    held = found.engagement
    pairs: list[tuple[Any, Any]] = [
        (ask.engagement[name], held[name]) for name in ("service", "purposes", "role", "owner")
    ]
    pairs.append(
        (set(ask.places) - {NOWHERE}, {(one["country"], one["region"]) for one in found.locations} - {NOWHERE})
    )
    pairs.append((ask.ground_text, found.locations[0]["ground_text"] if found.locations else ""))
    pairs.append((ask.next_review, held["next_review"]))
    pairs.append((ask.notes, held["notes"]))
    filled = [(one, other) for one, other in pairs if one and other]
    return sum(one == other for one, other in filled) / len(filled) if filled else 1.0


def text(value: Any) -> str:
    """Return a value as a person reads it in a comparison."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return "; ".join(f"{key}: {one}" for key, one in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(str(one) for one in value)
    return str(value)


def _engagement(ask: Ask, found: Recorded, *, take: bool) -> Iterator[tuple[list[Change], Write]]:
    held, base = found.engagement, found.base
    changes: list[Change] = []
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}

    def put(field: str, written: Any, last: Any) -> None:
        value = merged(field, written, last, held[field], known=base is not None, take=take)
        value = value or CLEARED.get(field, value)
        if value != held[field]:
            changes.append(Change(field, text(held[field]), text(value)))
            before[field], after[field] = held[field], value

    for field in ENGAGEMENT_FIELDS:
        put(field, ask.engagement[field], base.engagement[field] if base else "")
    put("notes", ask.notes, base.notes if base else {})
    put("next_review", ask.next_review, base.next_review if base else None)
    if "next_review" in after:
        before["next_review_text"], after["next_review_text"] = held["next_review_text"], ask.next_review_text
    if after:
        yield changes, Write("engagement", held["id"], held["version"], before, after)
    if "next_review" in after and found.review is not None and after["next_review"] is not None:
        due = {"due": found.review["due"], "why": found.review["why"]}
        yield [], Write("review", found.review["id"], 0, due, {"due": after["next_review"], "why": "imported"})
    elif after.get("next_review") is not None:
        yield [], Write("review", None, 0, {}, {"engagement": held["id"], "due": after["next_review"]})


def _places(ask: Ask, found: Recorded) -> Iterator[tuple[list[Change], Write]]:
    held = {(one["country"], one["region"]): one for one in found.locations}
    written = list(ask.places)
    if found.base is not None:
        added = [place for place in written if place not in found.base.places and place not in held]
        removed = [place for place in found.base.places if place not in written and place in held]
    else:
        # A sheet that is new to the register adds places and names an unknown one; it does not say that others ended.
        added = [place for place in written if place not in held and place != NOWHERE]
        removed = [NOWHERE] if added and NOWHERE in held else []
    if not added and not removed:
        return
    stay = [place for place in held if place not in removed] + added
    changes = [Change("countries", _named(held), _named(stay))]
    for old, new in zip(removed, added, strict=False):
        was = held[old]
        fields = ("country", "region", "inferred", "place")
        after = {"country": new[0], "region": new[1], "inferred": new[0] in ask.inferred, "place": ask.place_text}
        before = {name: was[name] for name in fields}
        known = json.loads(was["facts"])
        if (left := elsewhere(known, known)) != known:
            before["facts"], after["facts"] = was["facts"], json.dumps(left, ensure_ascii=False)
        yield changes, Write("location", was["id"], was["version"], before, after)
        changes = []
    for new in added[len(removed) :]:
        yield changes, Write("location", None, 1, {}, {"place": new})
        changes = []
    for old in removed[len(added) :]:
        yield changes, Write("location", held[old]["id"], held[old]["version"], held[old], None)
        changes = []


def _grounds(ask: Ask, found: Recorded, *, take: bool) -> Iterator[tuple[list[Change], Write]]:
    last = found.base.ground_text if found.base else ""
    changes: list[Change] = []
    for place in found.locations:
        recorded = place["ground_text"]
        value = merged("ground", ask.ground_text, last, recorded, known=found.base is not None, take=take)
        if value != recorded:
            changes = [Change("ground", recorded, value)] if not changes else []
            before = {"ground_text": recorded, "grounds": place["grounds"]}
            after = {"ground_text": value, "grounds": ask.grounds}
            yield changes, Write("location", place["id"], place["version"], before, after)


def _agreement(ask: Ask, found: Recorded) -> Iterator[tuple[list[Change], Write]]:
    written, base = ask.agreement, found.base
    if written is None and (base is None or base.agreement is None):
        return
    if base is not None and written == base.agreement:
        return
    kind = (written or (base.agreement if base else None) or {})["kind"]
    held = next((one for one in found.agreements if one["kind"] == kind), None)
    if held is None:
        if written is not None:
            yield [Change("dpa", "", _agreed(written))], Write("agreement", None, 1, {}, written)
        return
    wanted = written or {"kind": kind, "status": "", "text": "", "signed_on": None, "signed_text": ""}
    after = {name: value for name, value in wanted.items() if value != held[name] and (value or base is not None)}
    if after:
        before = {name: held[name] for name in after}
        now = {**held, **after}
        yield (
            [Change("dpa", _agreed(held), _agreed(now))],
            Write("agreement", held["id"], held["version"], before, after),
        )


def _named(places: Any) -> str:
    return ", ".join(country or region for country, region in places if country or region)


def _agreed(agreement: dict[str, Any]) -> str:
    day = agreement["signed_on"] or agreement["signed_text"]
    said = [part for part in (agreement["kind"], agreement["status"], str(day or "")) if part]
    return " ".join(said) + (f": {agreement['text']}" if agreement["text"] else "")
