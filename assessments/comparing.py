"""The same questions side by side over the years: which answers changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from accounts.actor import Actor
from accounts.moments import local_day
from assessments.asked import Asked, find_assessment
from assessments.sheet import answer_words
from register.sql import Where, fetch_all

MOST_YEARS = 6


@dataclass(frozen=True, slots=True)
class Year:
    """One of the assessments that are compared."""

    id: int
    on: date
    number: int
    outcome: str
    residual: int | None


@dataclass(frozen=True, slots=True)
class Line:
    """One question: its answers by year, oldest first, and for each whether it differs from the one before."""

    key: str
    text: str
    answers: tuple[str, ...]
    comments: tuple[str, ...]
    differs: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Some years of the same questionnaire, oldest first."""

    years: tuple[Year, ...]
    lines: tuple[Line, ...]

    @property
    def changed(self) -> int:
        """Return how many questions were answered otherwise at some time."""
        return sum(any(line.differs) for line in self.lines)


async def compare(asked: Asked, actor: Actor, language: str) -> Comparison:
    """Return an assessment beside the others of the same questionnaire, vendor and organisation, oldest first."""
    where = Where()
    where.add("a.vendor = {} AND a.organisation = {}", asked.row["vendor"], asked.row["organisation"])
    where.add("tv.template = {} AND a.state <> 'cancelled'", asked.row["template"])
    rows = await fetch_all(
        f"SELECT a.id FROM assessment a JOIN template_version tv ON tv.id = a.template_version{where}"  # noqa: S608 - conditions of our own, values bound
        f" ORDER BY a.created_at DESC, a.id DESC LIMIT {MOST_YEARS}",
        where.values,
    )
    numbers = sorted({asked.id, *(row["id"] for row in rows)})
    several = [asked if number == asked.id else await find_assessment(number, actor) for number in numbers]
    return compared(several, language)


def compared(several: list[Asked], language: str) -> Comparison:
    """Return several assessments side by side, in the order given; a question that only one asks stands there too."""
    texts = {q.key: q.text.say(language) for asked in several for q in asked.questionnaire.questions}
    order = [q.key for q in several[-1].questionnaire.questions]
    keys = [*order, *(key for key in texts if key not in order)]
    return Comparison(
        tuple(_year(asked) for asked in several), tuple(_line(key, texts[key], several, language) for key in keys)
    )


def _year(asked: Asked) -> Year:
    on = asked.row["submitted_at"] or asked.row["created_at"]
    return Year(asked.id, local_day(on), asked.row["number"], asked.row["outcome"], asked.row["residual"])


def _line(key: str, text: str, several: list[Asked], language: str) -> Line:
    answers = []
    for asked in several:
        question = asked.questionnaire.question(key)
        shown = question is not None and key in {one.key for one in asked.visible}
        answers.append(
            answer_words(question, asked.given(key).value, language, asked.proofs) if question and shown else ""
        )
    comments = [asked.given(key).comment for asked in several]
    pairs = list(zip(answers, comments, strict=True))
    differs = [False, *(pairs[place] != pairs[place - 1] for place in range(1, len(pairs)))]
    return Line(key, text, tuple(answers), tuple(comments), tuple(differs))
