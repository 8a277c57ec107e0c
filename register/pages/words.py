"""Codes as a person reads them, in the language of the request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from markupsafe import Markup, escape

from accounts import i18n
from accounts.i18n import gettext as _
from accounts.i18n import ngettext
from law.names import codes
from register import words

DAY_OR_CASE = re.compile(r"\b(?:(\d{4}-\d{2}-\d{2})|[CT]-\d+/\d+)\b")
Options = list[tuple[str, str]]


def word(vocabulary: Mapping[str, str], code: str) -> str:
    """Return what a code is called; the code itself where it has no word."""
    return _(vocabulary[code]) if code in vocabulary else code


def options(vocabulary: Mapping[str, str]) -> Options:
    """Return codes and words, in their order, as a form offers them."""
    return [(code, _(text)) for code, text in vocabulary.items()]


def countries() -> Options:
    """Return all countries by name, the unknown one first."""
    return [
        ("", _("Unknown")),
        *_names(i18n.language.get()),
        ("EPO", _("European Patent Organisation")),
        ("INT", _("Another international organisation")),
    ]


def grounds() -> list[tuple[str, Options]]:
    """Return all grounds in groups, as a form offers them."""
    return [
        (_("In force"), options(words.IN_FORCE)),
        (_("Ended"), options(words.ENDED)),
        (_("Declared, but no transfer ground"), options(words.NO_GROUND)),
    ]


def country(code: str) -> str:
    """Return a country's name."""
    return i18n.country_name(code) if code else _("Unknown country")


def due(day: date, today: date) -> str:
    """Return how far a day lies ahead or behind."""
    away = (day - today).days
    if away == 0:
        return _("today")
    if away > 0:
        return ngettext("in %(num)s day", "in %(num)s days", away)
    return ngettext("%(num)s day late", "%(num)s days late", -away)


def dated(text: str) -> Markup:
    """Return a sentence with its days and cases marked, so that none is broken over two lines."""
    return Markup(DAY_OR_CASE.sub(_unbroken, str(escape(text))))  # noqa: S704 - escaped just here


def listed(parts: Iterable[str]) -> str:
    """Return several words as one phrase."""
    return ", ".join(part for part in parts if part)


def alphabetical(text: str) -> str:
    """Return a text as it is sorted by: Å, Ä and Ö last, as Swedish and Norwegian readers expect."""
    return text.casefold().translate(_LAST)


_LAST = str.maketrans({"å": "z\x7f1", "æ": "z\x7f2", "ä": "z\x7f2", "ø": "z\x7f3", "ö": "z\x7f3"})


@cache
def _names(_language: str) -> tuple[tuple[str, str], ...]:
    # Cached by language: two hundred names, needed by each form.
    named = ((code, i18n.country_name(code)) for code in codes() if code not in {"EPO", "INT"})
    return tuple(sorted(named, key=lambda pair: alphabetical(pair[1])))


def _unbroken(found: re.Match[str]) -> str:
    return f"<time>{found[0]}</time>" if found[1] else f'<span class="nowrap">{found[0]}</span>'
