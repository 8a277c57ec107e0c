"""A questionnaire as TOML, in the form of those that are shipped: for people who keep theirs in version control."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from accounts.events import N_
from accounts.i18n import gettext as _
from assessments.questionnaire import Option, Question, Questionnaire, Words
from assessments.questionnaire_files import LARGEST, Problem, Unreadable, refuse_faulty, short

LINE = re.compile(r"at line (\d+), column (\d+)")
KEY_LINE = re.compile(r"\s*key\s*=\s*[\"']([^\"']+)[\"']")
LANGUAGES = ("en", "sv", "nb")
# Pydantic's names of what is wrong, as people say it.
TOLD = {
    "missing": N_("something; it is missing"),
    "extra_forbidden": N_("nothing: there is no such field"),
    "string_type": N_("a text"),
    "int_type": N_("a whole number"),
    "bool_type": N_("true or false"),
    "tuple_type": N_("a list"),
    "model_type": N_("a table"),
}


def to_toml(questionnaire: Questionnaire) -> str:
    """Return a questionnaire as TOML; read again, it is the same."""
    return "\n".join(_lines(questionnaire)) + "\n"


def from_toml(data: bytes) -> Questionnaire:
    """Return the questionnaire of a TOML file; raise `Unreadable` with the line or the field of each fault."""
    if len(data) > LARGEST:
        raise Unreadable([], _("The file is larger than a questionnaire can be. Nothing was changed."))
    try:
        text = data.decode("utf-8-sig")
        made = Questionnaire.model_validate(tomllib.loads(text))
    except UnicodeDecodeError as error:
        problem = Problem("", 0, "", _("other characters"), _("text in UTF-8"))
        raise Unreadable([problem]) from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        place = LINE.search(str(error))
        row, column = (int(place.group(1)), place.group(2)) if place else (0, "")
        raise Unreadable([Problem("", row, column, short(str(error).split(" (at")[0]), _("TOML"))]) from error
    except ValidationError as error:
        raise Unreadable([_problem(one) for one in error.errors(include_url=False)]) from error
    return refuse_faulty(made, _places(text))


def _problem(error: Any) -> Problem:
    place = ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in error["loc"])
    found = "" if error["type"] == "missing" else short(error["input"])
    if error["type"] == "literal_error":
        return Problem("", 0, place, found, _("one of: %(words)s", words=error["ctx"]["expected"].replace("'", "")))
    return Problem("", 0, place, found, _(TOLD.get(error["type"], "another value")))


def _places(text: str) -> dict[str, tuple[str, int]]:
    """Return the line of each key."""
    found: dict[str, tuple[str, int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if key := KEY_LINE.match(line):
            found.setdefault(key.group(1), ("", number))
    return found


def _lines(questionnaire: Questionnaire) -> Iterator[str]:
    yield f"purpose = {_text(questionnaire.purpose)}"
    yield from _words("title", questionnaire.title)
    yield from _words("about", questionnaire.about)
    for section in questionnaire.sections:
        yield from ("", "[[sections]]", f"key = {_text(section.key)}")
        yield from _words("title", section.title)
        yield from _words("about", section.about)
        for question in section.questions:
            yield from ("", "[[sections.questions]]")
            yield from _question(question)


def _question(question: Question) -> Iterator[str]:
    yield f"key = {_text(question.key)}"
    yield f"kind = {_text(question.kind)}"
    yield from _words("text", question.text, always=True)
    yield from _words("guidance", question.guidance)
    if question.weight:
        yield f"weight = {question.weight}"
    if question.required:
        yield "required = true"
    if question.reference:
        yield f"reference = {_text(question.reference)}"
    for name, keys in (("warns", question.warns), ("blocks", question.blocks)):
        if keys:
            yield f"{name} = {_list(keys)}"
    if question.shown_if:
        rule = question.shown_if
        yield f"shown_if = {{ question = {_text(rule.question)}, answers = {_list(rule.answers)} }}"
    if question.options:
        yield "options = ["
        yield from (f"  {_option(option)}," for option in question.options)
        yield "]"


def _option(option: Option) -> str:
    parts = [f"key = {_text(option.key)}"]
    # TOML has no null: what does not count says so in a word.
    parts.append(f"risk = {_text('none') if option.risk is None else option.risk}")
    said = [f"{code} = {_text(getattr(option.text, code))}" for code in LANGUAGES if getattr(option.text, code)]
    if said:
        parts.append(f"text = {{ {', '.join(said)} }}")
    return f"{{ {', '.join(parts)} }}"


def _words(name: str, words: Words, *, always: bool = False) -> Iterator[str]:
    said = [code for code in LANGUAGES if getattr(words, code)]
    for code in said:
        yield f"{name}.{code} = {_text(getattr(words, code))}"
    if always and not said:
        yield f'{name}.en = ""'


def _list(keys: tuple[str, ...]) -> str:
    return f"[{', '.join(_text(key) for key in keys)}]"


def _text(text: str) -> str:
    # A JSON string is a TOML string, but for the one sign that TOML wants escaped and JSON does not.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
