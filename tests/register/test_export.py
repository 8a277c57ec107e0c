"""The register as a file: readable, whole, and harmless in a spreadsheet program."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from accounts.errors import Forbidden
from accounts.roles import Role
from accounts.tables import AuditEvent
from app.export import write_whole
from register.export import export_csv, export_json, export_xlsx
from register.lists import VendorQuery
from register.sheets import SHEETS
from register.tables import Vendor
from tests.register.cast import PROCUREMENT, Desk, only
from tests.support import builders

ALL = VendorQuery()
EVIL = '=HYPERLINK("http://evil.example","x")'


async def workbook(query: VendorQuery = ALL, actor=PROCUREMENT):
    desk = Desk(actor=actor)
    content = await export_xlsx(actor, query, law=desk.law, now=desk.now, today=desk.today)
    return load_workbook(io.BytesIO(content))


def rows(book, title: str) -> list[dict]:
    head, *lines = book[title].iter_rows(values_only=True)
    return [dict(zip(head, line, strict=True)) for line in lines]


async def comma(query: VendorQuery = ALL) -> tuple[bytes, list[dict]]:
    desk = Desk()
    content = await export_csv(PROCUREMENT, query, law=desk.law, now=desk.now, today=desk.today)
    return content, list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


async def whole(actor=PROCUREMENT, organisation: int | None = None) -> dict:
    desk = Desk()
    content = await export_json(actor, law=desk.law, now=desk.now, today=desk.today, organisation=organisation)
    return json.loads(content)


async def test_the_workbook_holds_a_sheet_for_each_kind_of_row_and_explains_every_column(organisation) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    await Desk().agreement(vendor, organisation, signed_on="2024-01-15")
    book = await workbook()
    assert book.sheetnames == ["Vendors", "Engagements", "Locations", "Agreements", "Findings", "About", "Choices"]
    (place,) = rows(book, "Locations")
    assert (place["Verdict"], place["Reason"], place["Country"]) == ("invalid", "PS_INVALIDATED", "US")
    assert "C-311/18" in place["Because"] + place["Citation"]
    assert place["What to do"]
    assert rows(book, "Findings")[0]["Sentence"]
    explained = {(row["Sheet"], row["Column"]) for row in rows(book, "About")}
    assert {(sheet.title, column.heading) for sheet in SHEETS for column in sheet.columns} <= explained


async def test_headers_are_frozen_and_filtered_and_dates_are_dates(organisation) -> None:
    vendor = await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US")
    await Desk().agreement(vendor, organisation, signed_on="2024-01-15")
    book = await workbook()
    for sheet in SHEETS:
        assert book[sheet.title].freeze_panes == "A2"
        assert book[sheet.title].auto_filter.ref.startswith("A1:")
    assert rows(book, "Agreements")[0]["Signed on"].date() == date(2024, 1, 15)
    assert rows(book, "Locations")[0]["Since"].date() == date(2020, 7, 16)


@pytest.mark.parametrize("text", [EVIL, "+1", "-1+1", "@SUM(A1)"])
async def test_what_looks_like_a_formula_is_written_as_text(organisation, text) -> None:
    await Desk().vendor(organisation, text)
    book = await workbook()
    cell = book["Vendors"]["C2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
    _content, lines = await comma()
    assert lines[0]["Vendor"] == f"'{text}"


async def test_characters_that_no_sheet_can_hold_are_left_out(organisation) -> None:
    await Desk().vendor(organisation)
    await Vendor.update({Vendor.name: "Bad\x0b\u202ename"}, force=True)
    assert rows(await workbook(), "Vendors")[0]["Vendor"] == "Badname"


async def test_csv_has_a_mark_for_spreadsheet_programs_and_a_row_for_each_place(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Ehrlich; AB")
    (engagement,) = (await desk.view(vendor)).engagements
    await desk.location(engagement.id, "SE")
    lonely = await desk.vendor(organisation, "No place")
    await desk.engagement(lonely, organisation)
    await desk.vendor(organisation, "Nothing yet")
    content, lines = await comma()
    assert content.startswith(b"\xef\xbb\xbf")
    assert [(row["Vendor"], row["Country"]) for row in lines] == [
        ("Ehrlich; AB", "US"),
        ("Ehrlich; AB", "SE"),
        ("No place", ""),
        ("Nothing yet", ""),
    ]
    assert lines[0]["Verdict"] == "invalid"


async def test_an_export_holds_exactly_the_view(organisation) -> None:
    await Desk().place(organisation, "US", "PRIVACY_SHIELD_EU_US", "Outside")
    await Desk().place(organisation, "SE", "NONE", "Inside")
    book = await workbook(VendorQuery(verdict="invalid"))
    for sheet in ("Vendors", "Engagements", "Locations"):
        assert {row["Vendor"] for row in rows(book, sheet)} == {"Outside"}


async def test_json_holds_the_whole_register_with_verdicts_reasons_and_findings(organisation) -> None:
    desk = Desk()
    vendor = await desk.place(organisation, "US", "PRIVACY_SHIELD_EU_US", facts={"ps_listed": "yes"})
    await desk.agreement(vendor, organisation, kind="nda")
    found = await whole()
    (one,) = found["vendors"]
    (place,) = one["engagements"][0]["locations"]
    assert (place["verdict"], place["reason"], place["since"]) == ("invalid", "PS_INVALIDATED", "2020-07-16")
    assert place["facts"] == {"ps_listed": "yes"}
    assert place["because"]
    assert {finding["rule"] for finding in one["findings"]} >= {"invalid_ground", "nda_instead_of_dpa"}
    assert one["standings"][0]["verdict"] == "invalid"
    assert one["agreements"][0]["kind"] == "nda"
    assert found["organisations"][0]["name"] == organisation.name
    assert found["law"] == desk.law.digest


async def test_exports_hold_nothing_of_other_organisations(organisation) -> None:
    elsewhere = await builders.organisation("Elsewhere AS", "NO")
    vendor = await Desk().place(organisation, "US", "NONE")
    await Desk().engagement(vendor, elsewhere, service="Payroll")
    mine = only(elsewhere, Role.READER)
    assert [row["Service"] for row in rows(await workbook(actor=mine), "Engagements")] == ["Payroll"]
    found = await whole(actor=mine)
    assert [one["name"] for one in found["organisations"]] == ["Elsewhere AS"]
    (vendor_row,) = found["vendors"]
    assert [one["service"] for one in vendor_row["engagements"]] == ["Payroll"]
    assert {one["organisation"] for key in ("findings", "standings") for one in vendor_row[key]} == {elsewhere.id}
    assert await whole(organisation=organisation.id) != found


async def test_an_export_is_recorded_and_needs_the_right_to_export(organisation) -> None:
    await workbook(actor=only(organisation, Role.READER))
    assert await AuditEvent.count().where(AuditEvent.event == "register-exported") == 1
    with pytest.raises(Forbidden):
        await workbook(actor=only(organisation, Role.CONTRIBUTOR))


def test_a_file_is_written_whole_or_stays_as_it_was(tmp_path: Path, monkeypatch) -> None:
    file = tmp_path / "register.csv"
    file.write_text("before")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        write_whole(file, b"after")
    assert file.read_text() == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_that_is_there_is_replaced(tmp_path: Path) -> None:
    file = tmp_path / "register.csv"
    file.write_text("before")
    write_whole(file, b"after")
    assert file.read_bytes() == b"after"
