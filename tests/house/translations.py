"""The catalogues of sentences: collect them from the code, keep them in step, and tell what is not translated.

`python -m tests.house.translations` (`make translations`) rewrites app/locale/messages.pot and adds what is new to each
language's messages.po; `--check` changes nothing and fails where anything is out of step.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "app" / "locale"
TEMPLATE = LOCALE / "messages.pot"
LANGUAGES = ("sv", "nb")
PACKAGES = ("law", "accounts", "register", "assessments", "imports", "app", "templates")
# Keys of law/data/reasons.toml whose values a person reads; a template there is its own msgid.
SENTENCES = {"sentence", "todo", "title", "label", "because"}
MARKS = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")


def collect() -> Catalog:
    """Return all messages of the code, the templates and the law's reasons."""
    catalogue = Catalog(project="art28", charset="utf-8", fuzzy=False)
    for package in PACKAGES:
        for file, _line, message, comments, context in extract_from_dir(
            ROOT / package, METHODS, OPTIONS, keywords=KEYWORDS, comment_tags=("L10n:",), strip_comment_tags=True
        ):
            catalogue.add(message, None, [(f"{package}/{file}", 0)], auto_comments=comments, context=context)
    return catalogue


def extract_reasons(
    file: BinaryIO, _keywords: object, _comment_tags: object, options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield the sentence templates of a TOML file, in Babel's form."""
    for text in sentences_in(tomllib.load(file)):
        yield 1, None, text, []


def sentences_in(value: Any, key: str = "") -> Iterator[str]:
    """Yield every text under a key that holds a sentence, at any depth."""
    if isinstance(value, dict):
        for inner, held in value.items():
            yield from sentences_in(held, inner)
    elif isinstance(value, list):
        for held in value:
            yield from sentences_in(held, key)
    elif isinstance(value, str) and key in SENTENCES and value:
        yield value


def written(catalogue: Catalog) -> bytes:
    """Return a catalogue as it is committed: sorted, without lines and dates, so that only words make a change."""
    out = BytesIO()
    write_po(out, catalogue, width=120, sort_output=True, omit_header=True, ignore_obsolete=True, include_lineno=False)
    return HEADER + out.getvalue()


def read(language: str, template: Catalog) -> Catalog:
    """Return the catalogue of a language as it stands."""
    file = LOCALE / language / "messages.po"
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as source:
        return read_po(source, locale=language)


def update() -> None:
    """Rewrite the template and add what is new to each language."""
    template = collect()
    LOCALE.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(written(template))
    for language in LANGUAGES:
        catalogue = read(language, template)
        # A guess would look like a translation: what is new starts empty.
        catalogue.update(template, no_fuzzy_matching=True)
        (LOCALE / language).mkdir(exist_ok=True)
        (LOCALE / language / "messages.po").write_bytes(written(catalogue))


def complaints() -> Iterator[str]:
    """Yield what is out of step, a sentence each."""
    template = collect()
    if not TEMPLATE.exists() or TEMPLATE.read_bytes() != written(template):
        yield "app/locale/messages.pot is not what the code says; run `make translations`."
    known = {message.id for message in template if message.id}
    for language in LANGUAGES:
        catalogue = read(language, template)
        for message in catalogue:
            if message.id and message.id not in known:
                yield f"{language}: nothing says {message.id!r} any more; run `make translations`."
        for message in template:
            if message.id:
                yield from wrong_with(catalogue.get(message.id), message, language)


def wrong_with(translated: Message | None, message: Message, language: str) -> Iterator[str]:
    """Yield what is wrong with one translation."""
    forms = texts(translated.string) if translated else []
    if not forms or not all(forms):
        yield f"{language}: {message.id!r} is not translated."
        return
    wanted = [set(MARKS.findall(text)) for text in texts(message.id)]
    for number, form in enumerate(forms):
        if set(MARKS.findall(form)) != wanted[min(number, len(wanted) - 1)]:
            yield f"{language}: {form!r} has other marks than {message.id!r}."


def texts(value: str | Iterable[str]) -> list[str]:
    """Return the forms of a message: one, or singular and plural."""
    return [value] if isinstance(value, str) else list(value)


def main() -> int:
    """Update, or check with --check."""
    if "--check" not in sys.argv[1:]:
        update()
        return 0
    found = list(complaints())
    for line in found[:50]:
        print(line, file=sys.stderr)
    if found:
        print(f"{len(found)} sentences are out of step.", file=sys.stderr)
    return bool(found)


METHODS = [
    ("**/reasons.toml", extract_reasons),
    ("**.py", "python"),
    ("**.html", "jinja2"),
    ("**.txt", "jinja2"),
    ("**.htm", "jinja2"),
]
OPTIONS = {"**.html": {"trimmed": "true", "silent": "false", "encoding": "utf-8"}}
KEYWORDS = {**DEFAULT_KEYWORDS, "N_": None}
HEADER = b"""# Sentences of art28. Kept in step with the code by `make translations`.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""

if __name__ == "__main__":
    sys.exit(main())
