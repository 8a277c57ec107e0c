"""Files that mean harm or are broken, each built small enough to keep in a test."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable

_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HEADER = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Leverantör</t></is></c><c r="B1" '
    't="inlineStr"><is><t>Land</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>Fortnox AB</t></is></c><c r="B2" '
    't="inlineStr"><is><t>Sverige</t></is></c></row>'
)


def sheet_xml(rows: str, before: str = "", doctype: str = "") -> str:
    """Return the XML of a worksheet."""
    return f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{_MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def xlsx(sheets: Iterable[str], extra: dict[str, str] | None = None, names: Iterable[str] | None = None) -> bytes:
    """Return a workbook with these worksheets, given as XML."""
    parts = list(sheets)
    titles = list(names or (f"S{i}" for i in range(1, len(parts) + 1)))
    book = "".join(f'<sheet name="{t}" sheetId="{i}" r:id="rId{i}"/>' for i, t in enumerate(titles, 1))
    links = "".join(
        f'<Relationship Id="rId{i}" Target="worksheets/sheet{i}.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"/>'
        for i in range(1, len(parts) + 1)
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr(
            "xl/workbook.xml",
            f'<?xml version="1.0"?><workbook xmlns="{_MAIN}" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            f"<sheets>{book}</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{links}</Relationships>',
        )
        for i, part in enumerate(parts, 1):
            archive.writestr(f"xl/worksheets/sheet{i}.xml", part)
        for name, text in (extra or {}).items():
            archive.writestr(name, text)
    return buffer.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    """Return an archive with these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return buffer.getvalue()


def text_cell(reference: str, text: str) -> str:
    """Return a cell with text in it."""
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def far_corner() -> bytes:
    """Return a workbook with one cell in the last column of the last row."""
    return xlsx([sheet_xml(HEADER + f'<row r="1048576">{text_cell("XFD1048576", "x")}</row>')])


def million_rows(*, real: bool) -> bytes:
    """Return a workbook that claims a million rows, in its dimension only or with an empty element for each."""
    if real:
        return xlsx([sheet_xml(HEADER + "".join(f'<row r="{i}"/>' for i in range(3, 1_000_001)))])
    return xlsx([sheet_xml(HEADER, '<dimension ref="A1:B1000000"/>')])


def entity_bomb() -> bytes:
    """Return a workbook whose sheet declares entities that unfold to gigabytes."""
    entities = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10}">' for i in range(1, 10))
    return xlsx(
        [
            sheet_xml(
                f'<row r="1">{text_cell("A1", "&l9;")}</row>', doctype=f'<!DOCTYPE x [<!ENTITY l0 "lol">{entities}]>'
            )
        ]
    )


def zip_bomb() -> bytes:
    """Return a small workbook that unpacks to a quarter of a gigabyte."""
    buffer = io.BytesIO(xlsx([sheet_xml(HEADER)]))
    with (
        zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as part,
    ):
        block = b" " * 1_000_000
        for _ in range(250):
            part.write(block)
    return buffer.getvalue()


def wide_sheet() -> bytes:
    """Return a CSV file of 200,000 columns."""
    return b"Vendor;" * 200_000 + b"\n" + b"x;" * 200_000


def many_sheets(number: int) -> bytes:
    """Return a workbook with that many sheets."""
    return xlsx([sheet_xml(HEADER)] * number)


def compound(streams: dict[str, bytes]) -> bytes:
    """Return an OLE compound file with these streams, each at least 4096 bytes long."""
    sector = 512
    padded = {name: data.ljust(-(-len(data) // sector) * sector, b"\0") for name, data in streams.items()}
    table: list[int] = [0xFFFFFFFD, 0xFFFFFFFE]  # the table itself, then the directory
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0, child=1)]
    body = b""
    for number, (name, data) in enumerate(padded.items(), 1):
        first = len(table)
        count = len(data) // sector
        table += [*range(first + 1, first + count), 0xFFFFFFFE]
        right = number + 1 if number < len(padded) else 0xFFFFFFFF
        entries.append(_entry(name, 2, first, len(streams[name]), right=right))
        body += data
    directory = b"".join(entries).ljust(sector, b"\0")
    fat = struct.pack(f"<{len(table)}I", *table).ljust(sector, b"\xff")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += (
        struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack("<I", 0) + b"\xff" * (108 * 4)
    )
    return header.ljust(sector, b"\0") + fat + directory + body


def _entry(name: str, kind: int, first: int, size: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBB3I", len(written), kind, 1, 0xFFFFFFFF, right, child)
        + bytes(36)
        + struct.pack("<IQ", first, size)
    )


def encrypted_xlsx() -> bytes:
    """Return what a spreadsheet program writes for a workbook under a password."""
    return compound({"EncryptedPackage": bytes(4096), "EncryptionInfo": bytes(4096)})


def encrypted_xls() -> bytes:
    """Return an old workbook under a password: its first records say so."""
    begin = struct.pack("<HHHHHH", 0x809, 8, 0x600, 5, 0, 0) + bytes(0)
    record = struct.pack("<HH", 0x2F, 6) + bytes(6)
    return compound({"Workbook": (begin[:12] + record).ljust(4096, b"\0")})


def encrypted_ods() -> bytes:
    """Return a document whose content is under a password."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x17\x99")
        archive.writestr("META-INF/manifest.xml", "<manifest><file-entry><encryption-data/></file-entry></manifest>")
    return buffer.getvalue()
