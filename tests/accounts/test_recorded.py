"""What the trail keeps as codes is read in the words of the pages, in the language of whoever reads."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest

from accounts import i18n
from accounts.actor import SYSTEM
from accounts.audit import record
from accounts.database import transaction
from accounts.events import Event
from accounts.recorded import changes
from accounts.tables import Organisation
from app.asgi import LOCALES
from register.sql import fetch_all
from register.subjects import NAMES
from tests.assessments.asked_cast import Office, template
from tests.register.cast import Desk
from tests.support.browsing import AsRole

# What is recorded, of which kind, and what of it is read.
CASES = [
    ("agreement", "checklist", {"a": "met"}, "Processes only on our documented instructions: Met"),
    ("agreement", "kind", "other", "Other agreement"),
    ("document", "kind", "other", "Other document"),
    ("location", "grounds", ["PRIVACY_SHIELD_EU_US", "SCC_2010"], "Privacy Shield, SCC 2010"),
    ("location", "grounds", "PRIVACY_SHIELD_EU_US|SCC_2010", "Privacy Shield, SCC 2010"),
    ("location", "facts", {"tia": "none"}, "Is there a transfer impact assessment (TIA)? No"),
    ("location", "facts", {"hosting_country": "US"}, "Where is the data stored? United States"),
    ("location", "verdict", "invalid", "Invalid"),
    ("location", "country", "US", "United States"),
    ("finding", "rule", "invalid_ground", "Invalid ground"),
    ("person", "roles", {"": "reader", "North": "privacy"}, "All organisations: Reader; North: Privacy"),
    ("review", "why", "by-hand", "a day set by hand"),
    ("assessment", "outcome", "conditions", "Approved with conditions"),
    ("notice", "decision", "accept", "Accepted"),
    ("vendor", "owner", "invalid", "invalid"),
    ("vendor", "tags", ["a", "b"], "a, b"),
    ("location", "inferred", True, "yes"),
    ("location", "grounds", None, ""),
]
COUNTED = ["create", "update", "unchanged", "needs-you", "skip", "vendors_new", "vendors_changed", "problems"]


@pytest.mark.parametrize(("kind", "name", "value", "words"), CASES)
def test_a_code_is_read_as_the_pages_call_it(kind: str, name: str, value: object, words: str) -> None:
    assert changes(kind, {}, {name: value})[0][2] == words


def test_what_an_import_did_is_counted_in_words() -> None:
    said = [name for name, _old, _new in changes("import", {}, dict.fromkeys(COUNTED, 1))]
    assert said[:4] == ["new rows", "changed rows", "unchanged rows", "rows that need somebody"]
    assert not {*said} & {name.replace("_", " ") for name in COUNTED if name != "problems"}


def test_of_a_field_of_several_parts_only_what_differs_is_read() -> None:
    before, after = {"checklist": {"a": "met", "b": "met"}}, {"checklist": {"a": "met", "b": "missing"}}
    ((_field, old, new),) = changes("agreement", before, after)
    about = "People who handle the data are bound to confidentiality"
    assert (old, new) == (f"{about}: Met", f"{about}: Missing")


def test_what_many_rows_were_changed_to_is_read_as_the_field_that_was_changed() -> None:
    told = {"list": "vendors", "field": "tier", "value": "high", "rows": 3}
    assert [new for _name, _old, new in changes("", {}, told)] == ["Vendors", "tier", "High", "3"]


async def test_the_trail_speaks_the_language_of_its_reader(
    organisation: Organisation, as_role: AsRole, now: datetime
) -> None:
    i18n.load_catalogues(LOCALES)
    async with transaction():
        await record(
            Event.AGREEMENT_CHANGED,
            SYSTEM,
            now,
            subject=("agreement", 3),
            organisation_id=organisation.id,
            after={"checklist": {"a": "met"}, "ground_text": "SCC"},
        )
    page = (await (await as_role("administrator", language="sv")).get("/audit")).text
    assert "Uppfyllt" in page
    assert "a: met" not in page
    assert "grunden som den skrevs" in page


async def test_the_trail_calls_what_it_speaks_of_by_name_and_what_is_gone_by_number(
    organisation: Organisation, as_role: AsRole, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    place = await desk.place(organisation, "US", "SCC_2021_M2", "Example Mail")
    office = Office()
    number = await office.start(organisation, place, await template())
    await office.answer(number, breach="yes")
    async with transaction():
        for kind, gone in (("vendor", 4711), ("location", 4711), ("person", 4711)):
            await record(Event.VENDOR_CHANGED, SYSTEM, now, subject=(kind, gone), organisation_id=organisation.id)
    client = await as_role("administrator")
    asked: list[str] = []
    monkeypatch.setattr("register.subjects.fetch_all", counted(fetch_all, asked))
    page = (await client.get("/audit")).text
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for words in ("the vendor Example Mail", "United States, Example Mail", "Guarantees, Example Mail"):
        assert words in said, words
    for words in ("vendor 4711", "location 4711", "person 4711"):
        assert words in said, words
    assert "answered questions of an assessment Guarantees, Example Mail" in said
    assert "Are breaches told?</dt><dd><ins>Yes</ins>" in page
    assert len(asked) == len({*asked}) <= len(NAMES), "one question for each kind"
    row = (await client.get("/audit.csv?event=answers-changed")).text.splitlines()[1]
    assert "breach" in row
    assert "Are breaches told" not in row

    history = (await client.get(f"/vendors/{place}")).text.split('id="history"')[1]
    assert '<span class="faint">Guarantees</span>' in history


def counted(ask: Any, asked: list[str]) -> Any:
    """Return a way to ask the database that notes what was asked."""

    async def noted(sql: str, values: Any = ()) -> Any:
        asked.append(sql)
        return await ask(sql, values)

    return noted
