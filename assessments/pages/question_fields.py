"""A question as the fields of a form, and back: each wrong field gets its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from accounts.errors import Invalid
from accounts.i18n import gettext as _
from assessments.editing import free_key
from assessments.faults import MOST_OPTIONS, question_faults
from assessments.pages.sections import said, words
from assessments.questionnaire import CHOSEN, YES_NO, Option, Question, Questionnaire, ShownIf
from assessments.words import KINDS

ROWS = MOST_OPTIONS
SEPARATORS = str.maketrans(";\n", ",,")


def shown_question(question: Question, section: str) -> dict[str, str]:
    """Return the fields of a question as a form shows them."""
    rule = question.shown_if
    fields = {
        "section": section,
        "key": question.key,
        "kind": question.kind,
        **said(text=question.text, guidance=question.guidance),
        "weight": str(question.weight),
        "required": "yes" if question.required else "",
        "reference": question.reference,
        "shown_if": rule.question if rule else "",
        "answers": ", ".join(rule.answers) if rule else "",
    }
    effects = {**dict.fromkeys(question.warns, "warns"), **dict.fromkeys(question.blocks, "blocks")}
    # The usual yes, no and not applicable are shown as well, so that their effects can be set.
    for row, option in enumerate(question.offered):
        own = next((one for one in question.options if one.key == option.key), Option(key=option.key))
        fields |= {
            f"option-{row}-key": option.key,
            f"option-{row}-risk": "" if option.risk is None else str(option.risk),
            f"option-{row}-effect": effects.get(option.key, ""),
            **{name: text for name, text in said(**{f"option-{row}": own.text}).items() if text},
        }
    return fields


def read_question(typed: Mapping[str, str], key: str, content: Questionnaire) -> Question:
    """Return the question that a form describes; raise `Invalid` with a sentence for each field that cannot be used."""
    wrong: dict[str, str] = {}
    kind: Any = typed.get("kind", "")
    if kind not in KINDS:
        raise Invalid({"kind": _("Choose a kind of answer.")})
    if typed.get("section", "") not in {section.key for section in content.sections}:
        wrong["section"] = _("Choose the section in which it stands. Add one first if there is none.")
    text = words(typed, "text")
    taken = ["new", *(one.key for one in content.questions)]
    parent = typed.get("shown_if", "")
    options, effects = read_options(typed, wrong) if kind in CHOSEN else ((), {})
    question = Question(
        key=key or free_key(typed.get("key", "").strip() or text.say("en"), taken, "question"),
        kind=kind,
        text=text,
        guidance=words(typed, "guidance"),
        options=() if kind == "yesno" and is_usual(options) else options,
        weight=whole(typed.get("weight", ""), "weight", wrong) or 0 if kind in CHOSEN else 0,
        required=typed.get("required") == "yes",
        reference=typed.get("reference", "").strip()[:200],
        shown_if=ShownIf(question=parent, answers=keys(typed.get("answers", ""))) if parent else None,
        warns=tuple(option for option, effect in effects.items() if effect == "warns"),
        blocks=tuple(option for option, effect in effects.items() if effect == "blocks"),
    )
    for fault in question_faults(question, beside(question, content)):
        # A circle is told by the draft, which names it.
        if " → " not in fault.sentence:
            wrong.setdefault("text-en" if fault.field == "text" else fault.field, fault.sentence)
    if wrong:
        raise Invalid(wrong)
    return question


def beside(question: Question, content: Questionnaire) -> Questionnaire:
    """Return the questionnaire with the question in it somewhere, so that it is looked at among the others."""
    rest = tuple(
        section.model_copy(update={"questions": tuple(one for one in section.questions if one.key != question.key)})
        for section in content.sections
    )
    first = rest[0].model_copy(update={"questions": (*rest[0].questions, question)}) if rest else None
    return content.model_copy(update={"sections": (first, *rest[1:]) if first else ()})


def read_options(typed: Mapping[str, str], wrong: dict[str, str]) -> tuple[tuple[Option, ...], dict[str, str]]:
    """Return the options that are filled in, and the effects by key."""
    options: list[Option] = []
    effects: dict[str, str] = {}
    for row in range(ROWS):
        text = words(typed, f"option-{row}")
        named = typed.get(f"option-{row}-key", "").strip()
        if not named and not text.say("en"):
            continue
        key = named or free_key(text.say("en"), [one.key for one in options], "option")
        options.append(Option(key=key, text=text, risk=whole(typed.get(f"option-{row}-risk", ""), "options", wrong)))
        if effect := typed.get(f"option-{row}-effect", ""):
            effects[key] = effect
    return tuple(options), effects


def is_usual(options: tuple[Option, ...]) -> bool:
    """Return whether these are the options that every yes/no question has."""
    usual = [(one.key, one.risk) for one in YES_NO.values()]
    plain = not any(option.text.say("en") for option in options)
    return not options or (plain and [(one.key, one.risk) for one in options] == usual)


def whole(text: str, name: str, wrong: dict[str, str]) -> int | None:
    """Return a whole number from 0 to 100, None for an empty field; note what is none."""
    said_so = text.strip()
    if not said_so:
        return None
    if said_so.isascii() and said_so.isdecimal() and int(said_so[:4]) <= 100 and len(said_so) < 4:
        return int(said_so)
    wrong[name] = _("Write a whole number from 0 to 100.")
    return 0


def keys(text: str) -> tuple[str, ...]:
    """Return the keys of a list that somebody typed."""
    return tuple(dict.fromkeys(part.strip() for part in text.translate(SEPARATORS).split(",") if part.strip()))
