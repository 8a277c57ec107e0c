"""What stands in a column, whatever its header says: shares of places, dates, answers, grounds, names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from imports.answers import read_answer, role_of_cell
from imports.brands import brand_of, has_legal_form
from imports.dates import read_date
from imports.model import Value
from imports.places import read_places
from imports.transfers import named_grounds
from imports.words import folded, words

_SAMPLE = 120
GLIMPSE = 60
_PERSON = re.compile(r"[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){1,2}")


@dataclass(frozen=True, slots=True)
class Contents:
    """Shares, 0 to 1, of the filled cells of a column that read as this or that."""

    filled: int = 0
    date: float = 0.0
    answer: float = 0.0
    place: float = 0.0
    ground: float = 0.0
    link: float = 0.0
    number: float = 0.0
    role: float = 0.0
    vendor: float = 0.0
    department: float = 0.0
    distinct: float = 0.0
    words: float = 0.0
    prose: float = 0.0
    phrase: float = 0.0
    person: float = 0.0
    samples: tuple[str, ...] = ()


def contents_of(values: Iterable[Value]) -> Contents:
    """Return what stands in a column, from its first filled cells."""
    cells = []
    for value in values:
        if value is not None:
            cells.append(value)
            if len(cells) == _SAMPLE:
                break
    if not cells:
        return Contents()
    n = len(cells)
    texts = [v for v in cells if isinstance(v, str)]
    marks = [_marks(t) for t in texts]

    def share(name: str) -> float:
        return sum(1 for m in marks if name in m) / n

    dates = sum(1 for v in cells if isinstance(v, date)) + sum("date" in m for m in marks)
    dates += sum(1 for v in cells if isinstance(v, int | float) and not isinstance(v, bool) and read_date(v).iso)
    answers = sum(1 for v in cells if isinstance(v, bool) or v in (0, 1)) + sum("answer" in m for m in marks)
    numbers = sum(1 for v in cells if isinstance(v, int | float) and not isinstance(v, bool))
    numbers += sum(t.strip().rstrip(".").isdecimal() for t in texts)
    return Contents(
        filled=n,
        date=dates / n,
        answer=answers / n,
        place=share("place"),
        ground=share("ground"),
        link=share("link"),
        number=numbers / n,
        role=share("role"),
        vendor=share("vendor"),
        department=share("department"),
        distinct=len({str(v) for v in cells}) / n,
        words=sum(len(t.split()) for t in texts) / n,
        prose=share("prose"),
        phrase=share("phrase"),
        person=share("person"),
        samples=tuple(dict.fromkeys(_glimpse(str(v)) for v in cells))[:3],
    )


def _glimpse(text: str) -> str:
    """Return as much of a cell as tells what its column holds."""
    return text if len(text) <= GLIMPSE else text[: GLIMPSE - 1].rstrip() + "…"


def holds_value(text: str) -> bool:
    """Tell whether a cell can be one of the list itself: a day, an answer, a place, a ground, a vendor."""
    return bool(_marks(text) & {"date", "answer", "place", "ground", "link", "vendor"})


@lru_cache(maxsize=20_000)
def _marks(text: str) -> frozenset[str]:
    """Return all that a text could be."""
    found = set()
    bare = text.strip()
    read = read_date(bare)
    if (read.iso or read.choices) and len(read.rest) <= 3:
        found.add("date")
    answer = words().answers.get(folded(bare).strip()) or (read_answer(bare) if len(bare) < 30 else None)
    if answer in ("yes", "no", "pending"):
        found.add("answer")
    places = read_places(bare)
    if places and (not places.rest or len(places.rest.split()) <= 2) and len(bare) < 120:
        found.add("place")
    if named_grounds(bare):
        found.add("ground")
    if bare.startswith(("http://", "https://", "www.")):
        found.add("link")
    if len(bare) < 60 and role_of_cell(bare):
        found.add("role")
    if has_legal_form(bare) or brand_of(bare):
        found.add("vendor")
    if folded(bare) in words().departments:
        found.add("department")
    found |= _wording(bare)
    return frozenset(found)


def _wording(text: str) -> set[str]:
    """Tell phrases (a later word begins small) from names, prose (most do) from phrases, and what may be a person."""
    later = text.split()[1:]
    small = sum(word[:1].islower() for word in later)
    prose = (len(later) > 1 and small >= len(later) / 2) or text.endswith(".")
    person = not small and bool(_PERSON.fullmatch(text))
    return ({"phrase"} if small else set()) | ({"prose"} if prose else set()) | ({"person"} if person else set())
