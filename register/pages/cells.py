"""The cells of a list: each in words, as markup, and as the plain value that a file holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from markupsafe import Markup

from accounts import i18n
from accounts.web import AnyRequest, template_module
from register.pages.words import due

MADE_ROOM = 5_000


class Cell(NamedTuple):
    """One cell; `kind` is how it looks, `lines` are its parts where it has several, `value` is for files.

    Kinds: name, text, clip, words, verdict, countries, day, number, tags, finding, urgency, state, level.
    """

    kind: str = "text"
    text: str = ""
    sub: str = ""
    href: str = ""
    look: str = ""
    lines: tuple[str, ...] = ()
    more: int = 0
    value: str | int | date | None = None


class Head(NamedTuple):
    """The head of a column; `sorted` is what aria-sort says."""

    key: str
    label: str
    href: str = ""
    sorted: str = ""


class Line(NamedTuple):
    """One row of a list: what it is picked by, and its cells."""

    pick: str
    cells: tuple[Cell, ...]


_MADE: dict[tuple[str, tuple[str, ...], bool, Line], Markup] = {}


def markup_of(request: AnyRequest, lines: Sequence[Line], heads: Sequence[Head], *, pick: bool) -> tuple[Markup, ...]:
    """Return the rows as markup; people meet the same ones in every search, sort and page, so those made are kept."""
    spoken = i18n.language.get()
    shape = tuple(head.key for head in heads)
    if len(_MADE) > MADE_ROOM:
        _MADE.clear()
    found = [_MADE.get((spoken, shape, pick, line)) for line in lines]
    if None in found:
        made = template_module(request, "register/cells.html")
        labels = [(head.key, head.label) for head in heads]
        for place, line in enumerate(lines):
            if found[place] is None:
                found[place] = _MADE[spoken, shape, pick, line] = made.one(line, labels, pick)
    return tuple(row for row in found if row is not None)


def plain(cell: Cell) -> str | int | date | None:
    """Return what a file holds for a cell."""
    if cell.value is not None:
        return cell.value
    parts = [cell.text, *cell.lines] if cell.kind != "name" else [cell.text]
    return "; ".join(part for part in parts if part) or None


def day(on: date | None, today: date | None = None, *, late: bool = True) -> Cell:
    """Return a day; with `today` also how far away it is, and marked where it is past and should not be."""
    if on is None:
        return Cell("day")
    if today is None:
        return Cell("day", on.isoformat(), value=on)
    return Cell("day", on.isoformat(), due(on, today), look="late" if late and on < today else "", value=on)


def number(value: int | None) -> Cell:
    """Return a number."""
    return Cell("number", "" if value is None else str(value), value=value)
