"""Documents are kept as they came: checked by content, under their digest, and never lost by a slip."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from accounts.actor import Actor
from accounts.errors import Conflict, Forbidden, Invalid, NotFound
from accounts.roles import Deed
from accounts.tables import Organisation
from register import archive, filetypes
from register.archive import Archive
from register.documents import (
    KEPT_DAYS,
    find_document,
    keep_document,
    remove_document,
    restore_document,
    throw_away,
)
from register.tables import Document
from register.view import vendor_view
from tests.register.cast import NOW, PROCUREMENT, READER, Desk, only
from tests.support import builders

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def saved(make: Callable[[Any], Any]) -> bytes:
    file = io.BytesIO()
    make(file)
    return file.getvalue()


def zipped(**parts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return file.getvalue()


DOCX = saved(docx.Document().save)
XLSX = saved(openpyxl.Workbook().save)
ODT = zipped(mimetype="application/vnd.oasis.opendocument.text", content_dot_xml="<a/>")
ODS = zipped(mimetype="application/vnd.oasis.opendocument.spreadsheet", content_dot_xml="<a/>")
MAIL = b"From: vendor@example.org\r\nSubject: Certificate\r\n\r\nAttached.\r\n"
MACROS = zipped(word__document_dot_xml="<a/>", word__vbaProject_dot_bin="x")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("DPA.PDF", PDF, "pdf"),
        ("a.docx", DOCX, "docx"),
        ("a.xlsx", XLSX, "xlsx"),
        ("a.odt", ODT, "odt"),
        ("a.ods", ODS, "ods"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "jpg"),
        ("a.txt", "Återkallat".encode(), "txt"),
        ("old.txt", "Återkallat".encode("cp1252"), "txt"),
        ("wide.txt", "Återkallat".encode("utf-16"), "txt"),
        ("a.csv", b"a;b\n1;2\n", "csv"),
        ("a.eml", MAIL, "eml"),
    ],
)
def test_what_a_document_is_is_told_by_its_content(name: str, data: bytes, kind: str) -> None:
    assert filetypes.kind_of(name, data) == kind


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.pdf", b"", filetypes.EMPTY),
        ("a.exe", b"MZ\x90\x00\x03", filetypes.NOT_KEPT),
        ("a.pdf", b"MZ\x90\x00\x03", filetypes.NOT_KEPT),
        ("a.html", b"<html><script>1</script></html>", filetypes.NOT_KEPT),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', filetypes.NOT_KEPT),
        ("a", PDF, filetypes.NOT_KEPT),
        ("a.txt", b"a\x00b", filetypes.NOT_KEPT),
        ("a.txt", b"\xff\xfe\x00", filetypes.NOT_KEPT),
        ("a.zip", zipped(a="b"), filetypes.NOT_KEPT),
        ("a.docx", PDF, filetypes.OTHERWISE),
        ("a.pdf", DOCX, filetypes.OTHERWISE),
        ("a.pdf", b"<html></html>", filetypes.OTHERWISE),
        ("a.eml", b"hello", filetypes.OTHERWISE),
        ("a.docx", MACROS, filetypes.MACROS),
        ("a.docx", b"PK\x03\x04rest of it", filetypes.BROKEN),
    ],
)
def test_what_can_run_or_says_something_else_than_it_is_is_refused(name: str, data: bytes, sentence: str) -> None:
    with pytest.raises(filetypes.NotKept) as refused:
        filetypes.kind_of(name, data)
    assert str(refused.value) == sentence


@pytest.fixture
def kept_in(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "documents", megabytes=1)


async def keep(
    where: Archive,
    organisation: Organisation,
    vendor: int | None = None,
    data: bytes | Path = PDF,
    name: str = "dpa.pdf",
    actor: Actor = PROCUREMENT,
    **more: Any,
) -> int:
    values: dict[str, Any] = {"kind": "dpa", "expires_on": None, "now": NOW, **more}
    return await keep_document(
        data, archive=where, name=name, organisation=organisation.id, vendor=vendor, actor=actor, **values
    )


async def test_a_document_comes_back_as_it_was(organisation: Organisation, kept_in: Archive, tmp_path: Path) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(PDF)
    number = await keep(kept_in, organisation, data=file, name="C:\\mine\\si\u202egned.pdf")
    found = await find_document(number, kept_in, PROCUREMENT)
    assert (found.name, found.media_type, found.file.read_bytes()) == ("signed.pdf", "application/pdf", PDF)
    assert found.file.stat().st_mode & 0o077 == 0


async def test_the_same_content_is_kept_once(organisation: Organisation, kept_in: Archive) -> None:
    await keep(kept_in, organisation)
    await keep(kept_in, organisation, name="again.pdf")
    assert len([file for file in kept_in.folder.rglob("*") if file.is_file()]) == 1


async def test_a_document_of_another_organisation_does_not_exist(organisation: Organisation, kept_in: Archive) -> None:
    number = await keep(kept_in, organisation)
    other = only(await builders.organisation("Other"))
    for deed in (
        find_document(number, kept_in, other),
        remove_document(number, other, NOW),
        keep(kept_in, organisation, actor=other),
    ):
        with pytest.raises(NotFound):
            await deed


async def test_a_reader_keeps_nothing_unless_another_way_was_opened(
    organisation: Organisation, kept_in: Archive
) -> None:
    with pytest.raises(Forbidden):
        await keep(kept_in, organisation, actor=READER)
    with pytest.raises(Forbidden):
        await keep(kept_in, organisation, actor=READER, deed=Deed.DECIDE)
    assert await keep(kept_in, organisation, actor=READER, deed=None)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"data": b"x" * (1024 * 1024 + 1)}, "file", archive.TOO_LARGE),
        ({"data": DOCX}, "file", filetypes.OTHERWISE),
        ({"kind": "novel"}, "kind", "Choose what this document is."),
    ],
)
async def test_what_cannot_be_kept_leaves_nothing_behind(
    organisation: Organisation, kept_in: Archive, values: dict[str, Any], field: str, sentence: str
) -> None:
    with pytest.raises(Invalid) as refused:
        await keep(kept_in, organisation, **values)
    assert refused.value.fields == {field: sentence}
    assert not await Document.exists()
    assert [file for file in kept_in.folder.rglob("*") if file.is_file()] == []


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("exit 1", archive.HARMFUL),
        ("exit 2", archive.NOT_SCANNED),
        (None, archive.NOT_SCANNED),
        ('grep -q "endobj" "$1"', None),
        ('grep -q "something else" "$1" || exit 1', archive.HARMFUL),
    ],
)
async def test_with_a_scanner_only_what_it_calls_clean_is_kept(
    organisation: Organisation, tmp_path: Path, script: str | None, sentence: str | None
) -> None:
    scanner = tmp_path / "scanner.sh"
    if script:
        scanner.write_text(f"{script}\n")
    command = f"/bin/sh '{scanner}'" if script else str(tmp_path / "there is none")
    where = Archive(tmp_path / "documents", scanner=command)
    if sentence is None:
        assert await keep(where, organisation)
        return
    with pytest.raises(Invalid) as refused:
        await keep(where, organisation)
    assert refused.value.fields == {"file": sentence}
    assert [file for file in where.folder.rglob("*") if file.is_file()] == []


async def test_a_scanner_that_does_not_end_is_ended_and_nothing_is_kept(
    organisation: Organisation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "SCAN_SECONDS", 0.05)
    scanner = tmp_path / "scanner.sh"
    scanner.write_text("read forever < /dev/zero\n")
    with pytest.raises(Invalid) as refused:
        await keep(Archive(tmp_path / "documents", scanner=f"/bin/sh {scanner}"), organisation)
    assert refused.value.fields == {"file": archive.NOT_SCANNED}


async def test_what_was_removed_can_be_brought_back_until_its_file_is_thrown_away(
    organisation: Organisation, kept_in: Archive
) -> None:
    number = await keep(kept_in, organisation)
    await remove_document(number, PROCUREMENT, NOW)
    with pytest.raises(NotFound):
        await find_document(number, kept_in, PROCUREMENT)
    later = NOW + timedelta(days=KEPT_DAYS)
    assert await throw_away(kept_in, later) == 0
    await restore_document(number, kept_in, PROCUREMENT, later)
    assert (await find_document(number, kept_in, PROCUREMENT)).file.read_bytes() == PDF
    await remove_document(number, PROCUREMENT, NOW)
    assert await throw_away(kept_in, later + timedelta(seconds=1)) == 1
    with pytest.raises(NotFound):
        await restore_document(number, kept_in, PROCUREMENT, later)


async def test_a_file_stays_while_another_document_needs_it(organisation: Organisation, kept_in: Archive) -> None:
    first, second = await keep(kept_in, organisation), await keep(kept_in, organisation, name="copy.pdf")
    await remove_document(first, PROCUREMENT, NOW)
    assert await throw_away(kept_in, NOW + timedelta(days=KEPT_DAYS + 1)) == 1
    assert (await find_document(second, kept_in, PROCUREMENT)).file.read_bytes() == PDF


async def test_a_document_whose_file_is_gone_is_not_brought_back(organisation: Organisation, kept_in: Archive) -> None:
    number = await keep(kept_in, organisation)
    await remove_document(number, PROCUREMENT, NOW)
    for file in kept_in.folder.rglob("*"):
        if file.is_file():
            file.unlink()
    with pytest.raises(Conflict):
        await restore_document(number, kept_in, PROCUREMENT, NOW)


async def test_what_is_done_with_documents_stands_in_the_history(organisation: Organisation, kept_in: Archive) -> None:
    desk = Desk()
    vendor = await desk.vendor(organisation)
    number = await keep(kept_in, organisation, vendor, expires_on=date(2027, 3, 1))
    await remove_document(number, PROCUREMENT, NOW)
    view = await vendor_view(vendor, PROCUREMENT, desk.law, desk.today)
    assert [line.event for line in view.history][:2] == ["document-removed", "document-added"]


async def test_an_agreement_names_a_document_of_its_vendor_and_organisation_only(
    organisation: Organisation, kept_in: Archive
) -> None:
    desk = Desk()
    vendor, other = await desk.vendor(organisation), await desk.vendor(organisation, "Other AB")
    agreement = await desk.agreement(vendor, organisation, document=await keep(kept_in, organisation, vendor))
    view = await vendor_view(vendor, PROCUREMENT, desk.law, desk.today)
    assert [(one.id, one.document is not None) for one in view.agreements] == [(agreement, True)]
    with pytest.raises(Invalid) as refused:
        await desk.agreement(vendor, organisation, document=await keep(kept_in, organisation, other))
    assert list(refused.value.fields) == ["document"]
