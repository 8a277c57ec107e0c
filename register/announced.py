"""What a vendor announces of its sub-processors, change by change. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Kind = Literal["added", "removed", "place", "left", "purpose"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
NAMED = 3


class Place(BaseModel):
    """Where a sub-processor works: a country, or a region, or only what is written."""

    model_config = ConfigDict(frozen=True)

    country: str = ""
    region: str = ""
    text: str = ""


class Change(BaseModel):
    """One thing that is announced.

    `added`: a new sub-processor, `vendor` where the register knows it; `removed`: one that is no longer listed;
    `place` and `left`: a place of a recorded one that is new, or no longer listed; `purpose`: what it does.
    `engagement` is the recorded one; `take` says whether accepting does it: what is only missing from a list, which may
    be a part of the whole, is left as it is until a person says otherwise.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    name: Name
    vendor: int | None = None
    engagement: int | None = None
    location: int | None = None
    places: tuple[Place, ...] = ()
    service: str = ""
    purpose: str = ""
    before: str = ""
    ground_text: str = ""
    grounds: tuple[str, ...] = ()
    website: str = ""
    seat: str = ""
    sheet: str = ""
    row: int = 0
    take: bool = True


class Recorded(BaseModel):
    """A sub-processor as the register has it: its engagement, what it does, and where."""

    model_config = ConfigDict(frozen=True)

    engagement: int
    vendor: int
    name: str
    service: str = ""
    purposes: str = ""
    locations: Mapping[int, Place] = {}


class Listed(BaseModel):
    """A sub-processor as a list has it; `engagement` is the recorded one that it is, `vendor` one of the register."""

    model_config = ConfigDict(frozen=True)

    name: Name
    engagement: int | None = None
    vendor: int | None = None
    places: tuple[Place, ...] = ()
    service: str = ""
    purpose: str = ""
    ground_text: str = ""
    grounds: tuple[str, ...] = ()
    website: str = ""
    seat: str = ""
    sheet: str = ""
    row: int = 0


def compared(recorded: Sequence[Recorded], listed: Iterable[Listed]) -> list[Change]:
    """Return what a list changes in what is recorded: what is new first, and last what the list no longer has.

    Blank is not "no": where the list says nothing of places or purpose, nothing of that changes.
    """
    by_engagement: dict[int, list[Listed]] = {}
    added: list[Change] = []
    for row in listed:
        if row.engagement is None:
            values = row.model_dump(include=set(Change.model_fields) & set(Listed.model_fields))
            added.append(Change(kind="added", **values))
        else:
            by_engagement.setdefault(row.engagement, []).append(row)
    changed: list[Change] = []
    removed: list[Change] = []
    for one in recorded:
        rows = by_engagement.get(one.engagement)
        if rows is None:
            removed.append(
                Change(kind="removed", name=one.name, engagement=one.engagement, service=one.service, take=False)
            )
        else:
            changed += _changes(one, rows)
    return [*_once(added), *changed, *removed]


def _changes(one: Recorded, rows: Sequence[Listed]) -> list[Change]:
    found: list[Change] = []
    places = tuple(dict.fromkeys(place for row in rows for place in row.places))
    known = {_key(place) for place in one.locations.values()}
    about: dict[str, Any] = {"name": one.name, "engagement": one.engagement, "sheet": rows[0].sheet, "row": rows[0].row}
    for place in places:
        if _key(place) not in known and (place.country or place.region):
            known.add(_key(place))
            grounds = {"ground_text": rows[0].ground_text, "grounds": rows[0].grounds}
            found.append(Change(kind="place", places=(place,), service=one.service, **about, **grounds))
    told = {_key(place) for place in places}
    # A list that names countries for one sub-processor speaks of all of its countries.
    for number, place in one.locations.items():
        if any(where.country for where in places) and place.country and _key(place) not in told:
            found.append(
                Change(kind="left", places=(place,), location=number, service=one.service, take=False, **about)
            )
    purpose = next((row.purpose for row in rows if row.purpose), "")
    if purpose and _plain(purpose) != _plain(one.purposes):
        # Most lists say it in other words: shown, and taken only where nothing is recorded.
        found.append(Change(kind="purpose", purpose=purpose, before=one.purposes, take=not one.purposes, **about))
    return found


def _once(added: Iterable[Change]) -> list[Change]:
    """Return new sub-processors once each: one that stands in several rows works in all their places."""
    found: dict[tuple[Any, str], Change] = {}
    for one in added:
        key = (one.vendor, "" if one.vendor else _plain(one.name))
        if key not in found:
            found[key] = one
            continue
        first = found[key]
        purposes = "\n".join(text for text in dict.fromkeys((first.purpose, one.purpose)) if text)
        places = tuple(dict.fromkeys((*first.places, *one.places)))
        found[key] = first.model_copy(update={"places": places, "purpose": purposes})
    return list(found.values())


def _key(place: Place) -> str:
    return place.country or place.region or _plain(place.text)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .;,")


def written(changes: Iterable[Change]) -> str:
    """Return changes as the notice stores them."""
    return json.dumps([one.model_dump(exclude_defaults=True) for one in changes], ensure_ascii=False)


def read_changes(text: str) -> list[Change]:
    """Return the changes of a notice."""
    return [Change.model_validate(one) for one in json.loads(text)]


def in_short(text: str) -> str:
    """Return whom a notice is about, in a few words: "+ Example Inc., - Example Ltd"."""
    marks = {"added": "+", "removed": "−"}
    named = [f"{marks.get(one['kind'], '~')} {one['name']}" for one in json.loads(text)]
    named = list(dict.fromkeys(named))
    more = f", … ({len(named)})" if len(named) > NAMED else ""
    return ", ".join(named[:NAMED])[:200] + more
