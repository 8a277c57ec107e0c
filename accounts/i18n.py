"""Words in the person's language: gettext over catalogues that are read from their .po files when first spoken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES: Mapping[str, str] = {"en": "English", "sv": "Svenska", "nb": "Norsk bokmål"}
DEFAULT = "en"
# Swedish and Norwegian part thousands by a space at which no line ends.
NO_BREAK = "\N{NO-BREAK SPACE}"
# Macros see no context of the page that uses them, so the language travels with the task, not with the template.
language: ContextVar[str] = ContextVar("language", default=DEFAULT)
_files: dict[str, Path] = {}
_catalogues: dict[str, Catalogue] = {}


@dataclass(frozen=True)
class Catalogue:
    """The translations of one language."""

    one: Mapping[str, str] = field(default_factory=dict)
    many: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


_NO_CATALOGUE = Catalogue()


def load_catalogues(folder: Path) -> None:
    """Take the catalogues from `folder`/LANGUAGE/messages.po; a language without one speaks English."""
    for code in LANGUAGES:
        file = folder / code / "messages.po"
        if file.exists() and _files.get(code) != file:
            _files[code] = file
            _catalogues.pop(code, None)


def read_catalogue(file: Path) -> Catalogue:
    """Read one .po file; fuzzy and empty translations do not count."""
    from babel.messages.pofile import read_po

    one: dict[str, str] = {}
    many: dict[str, tuple[str, ...]] = {}
    with file.open("rb") as source:
        for message in read_po(source):
            if message.id and message.string and not message.fuzzy:
                if message.pluralizable:
                    many[message.id[0]] = tuple(message.string)
                else:
                    one[str(message.id)] = str(message.string)
    return Catalogue(one, many)


def gettext(text: str, **values: Any) -> str:
    """Return the text in the language of this task; values fill its %(name)s marks."""
    found = _catalogue().one.get(text) or text
    return _filled(found, values) if values else found


def ngettext(one: str, many: str, number: int, **values: Any) -> str:
    """Return the form that fits the number, with %(n)s and the other marks filled in."""
    forms = _catalogue().many.get(one) or (one, many)
    # English, Swedish and Norwegian share the rule: one, or not one.
    found = forms[0 if number == 1 else len(forms) - 1] or (one if number == 1 else many)
    said = figure(number)
    return _filled(found, {"n": said, "num": said, **values})


def figure(number: int) -> str:
    """Return a number with its thousands parted as readers of the language part them."""
    return f"{number:,}" if language.get() == "en" else f"{number:,}".replace(",", NO_BREAK)


def stretch(first: int, last: int, total: int) -> str:
    """Return which rows of how many a page of a list shows."""
    return gettext("%(first)s to %(last)s of %(total)s", first=figure(first), last=figure(last), total=figure(total))


def best_language(accepted: str) -> str:
    """Return the language that fits an Accept-Language header best."""
    for code in _by_weight(accepted):
        base = code.split("-")[0]
        # Norwegian Nynorsk and plain `no` are closer to Bokmål than to English.
        base = "nb" if base in {"no", "nn"} else base
        if base in LANGUAGES:
            return base
    return DEFAULT


def country_name(code: str) -> str:
    """Return what a country is called in the language of this task; the code itself where it has no name."""
    return _territories(language.get()).get(code, code)


def _filled(text: str, values: Mapping[str, Any]) -> str:
    """Return a text with its marks filled in; a name such as Sample Inc. ends a sentence by its own full stop."""
    for name, value in values.items():
        if isinstance(value, str) and value.endswith("."):
            text = text.replace(f"%({name})s.", f"%({name})s")
    return text % values


def _catalogue() -> Catalogue:
    code = language.get()
    if code not in _catalogues:
        _catalogues[code] = read_catalogue(_files[code]) if code in _files else _NO_CATALOGUE
    return _catalogues[code]


def _by_weight(accepted: str) -> Iterable[str]:
    weighted: list[tuple[float, int, str]] = []
    for place, part in enumerate(accepted.lower().split(",")[:20]):
        code, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), place, code))
        except ValueError:
            continue
    return [code for _, _, code in sorted(weighted)]


@cache
def _territories(code: str) -> Mapping[str, str]:
    from babel import Locale

    return dict(Locale.parse(code).territories)
