"""Words in the person's language, and English where there is none."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from accounts import i18n

CATALOGUE = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sign in"
msgstr "Logga in"

msgid "%(name)s is here"
msgstr "%(name)s är här"

msgid "Untranslated"
msgstr ""

#, fuzzy
msgid "Doubtful"
msgstr "Tveksam"

msgid "%(num)s vendor"
msgid_plural "%(num)s vendors"
msgstr[0] "%(num)s leverantör"
msgstr[1] "%(num)s leverantörer"
"""


@pytest.fixture(autouse=True)
def swedish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(i18n, "_catalogues", {})
    monkeypatch.setattr(i18n, "_files", {})
    (tmp_path / "sv").mkdir()
    (tmp_path / "sv" / "messages.po").write_text(CATALOGUE, encoding="utf-8")
    i18n.load_catalogues(tmp_path)
    token = i18n.language.set("sv")
    yield
    i18n.language.reset(token)


def test_a_translated_sentence_speaks_the_language() -> None:
    assert i18n.gettext("Sign in") == "Logga in"


def test_marks_are_filled_in() -> None:
    assert i18n.gettext("%(name)s is here", name="Upphandling") == "Upphandling är här"


def test_a_name_that_ends_in_a_full_stop_ends_a_sentence_with_that_one() -> None:
    assert i18n.gettext("It is %(name)s.", name="Sample Inc.") == "It is Sample Inc."
    assert i18n.gettext("It is %(name)s, here.", name="Sample Inc.") == "It is Sample Inc., here."
    assert i18n.ngettext("%(num)s of %(name)s.", "%(num)s of %(name)s.", 2, name="Sample Inc.") == "2 of Sample Inc."


@pytest.mark.parametrize("text", ["Untranslated", "Doubtful", "Unknown 100 %", ""])
def test_what_has_no_sure_translation_stays_english(text: str) -> None:
    assert i18n.gettext(text) == text


@pytest.mark.parametrize(("number", "says"), [(0, "0 leverantörer"), (1, "1 leverantör"), (2, "2 leverantörer")])
def test_the_form_fits_the_number(number: int, says: str) -> None:
    assert i18n.ngettext("%(num)s vendor", "%(num)s vendors", number) == says


def test_a_number_without_a_translation_takes_the_english_form() -> None:
    assert i18n.ngettext("%(n)s day", "%(n)s days", 1) == "1 day"
    assert i18n.ngettext("%(n)s day", "%(n)s days", 3) == "3 days"


def test_a_language_without_a_catalogue_speaks_english() -> None:
    token = i18n.language.set("nb")
    assert i18n.gettext("Sign in") == "Sign in"
    i18n.language.reset(token)


def test_countries_are_named_in_the_language() -> None:
    assert i18n.country_name("DE") == "Tyskland"
    assert i18n.country_name("QQ") == "QQ"


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("sv-SE,sv;q=0.9,en;q=0.8", "sv"),
        ("de-DE,de;q=0.9,nb;q=0.5,en;q=0.4", "nb"),
        ("en;q=0.1,sv;q=0.9", "sv"),
        ("no", "nb"),
        ("nn-NO", "nb"),
        ("zh", "en"),
        ("*", "en"),
        ("sv;q=nonsense,nb", "nb"),
    ],
)
def test_the_browsers_wish_chooses_among_what_there_is(accepted: str, language: str) -> None:
    assert i18n.best_language(accepted) == language


@pytest.mark.parametrize(("spoken", "said"), [("en", "1,234 vendors"), ("sv", "1\xa0234 leverantörer")])
def test_thousands_are_parted_as_readers_part_them(spoken: str, said: str) -> None:
    i18n.language.set(spoken)
    assert i18n.ngettext("%(num)s vendor", "%(num)s vendors", 1234) == said
    assert i18n.figure(999) == "999"
    assert i18n.figure(1234567).replace("\xa0", ",") == "1,234,567"
