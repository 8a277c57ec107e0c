"""What a file is by its content: its name is not believed."""

from __future__ import annotations

import zipfile
from pathlib import Path

from imports.model import Limits, Refused
from imports.ole import MAGIC
from imports.sheets import damaged, too_large

_NOT_TEXT = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"Rar!", "an archive"),
    (b"7z\xbc\xaf", "an archive"),
    (b"\x1f\x8b", "an archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database"),
)
_ASK = "Save the list as .xlsx, .xls, .ods, .csv or .tsv and upload that."


def sniff(path: Path, limits: Limits) -> str:
    """Return the format of the file: xlsx, ods, xls or csv.

    Raises `Refused` for what is no spreadsheet, is too large, or would unpack to too much.
    """
    size, head = _beginning(path)
    if not head.strip(b"\0 \r\n\t\xef\xbb\xbf\xff\xfe"):
        raise Refused("empty", "This file is empty. Check that the list was saved, and upload it again.")
    if size > limits.bytes:
        raise too_large(f"It has {size / 1e6:,.0f} MB; files of up to {limits.bytes / 1e6:,.0f} MB are read.")
    if head.startswith(b"PK"):
        return _archive(path, limits)
    if head.startswith(MAGIC):
        return "xls"
    for magic, what in _NOT_TEXT:
        if head.startswith(magic) and not (magic == b"MZ" and b"\0" not in head):
            raise Refused("not_a_spreadsheet", f"This file is {what}, not a spreadsheet. {_ASK}")
    if head[:2] == b"\x09\x08" or head[:2] == b"\x09\x04":
        raise Refused(
            "unsupported", "This file is from a spreadsheet program before 1995. Open it and save it as .xlsx."
        )
    if _binary(head):
        raise Refused("not_a_spreadsheet", f"This file is not a spreadsheet. {_ASK}")
    return "csv"


def _beginning(path: Path) -> tuple[int, bytes]:
    """Return the size of a file and its first bytes; a folder, and a pipe that can be read only once, are none."""
    try:
        if path.is_file():
            with path.open("rb") as file:
                return path.stat().st_size, file.read(4096)
    except OSError:
        pass
    raise Refused(
        "not_a_spreadsheet", f"The file {path.name or path} cannot be opened. Check that it exists and try again."
    )


def _binary(head: bytes) -> bool:
    """Tell whether more control bytes stand here than in any text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return False
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) > 0.3 * len(head) / 2 and min(even, odd) < 0.05 * len(head) / 2:
        return False
    controls = sum(b < 32 and b not in (9, 10, 11, 12, 13, 26) for b in head)
    return controls > 0.05 * len(head)


def _archive(path: Path, limits: Limits) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            unpacked = sum(entry.file_size for entry in entries)
            locked = any(entry.flag_bits & 1 for entry in entries)
            if len(entries) > 20 * limits.sheets:
                raise too_large(f"It has {len(entries):,} parts; workbooks of up to {limits.sheets:,} sheets are read.")
            if unpacked > limits.unpacked_bytes:
                raise too_large(
                    f"It unpacks to {unpacked / 1e6:,.0f} MB; up to {limits.unpacked_bytes / 1e6:,.0f} MB are read."
                )
            if locked:
                raise _locked()
            if "content.xml" in names:
                return _document(archive, names)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise damaged("Its end is missing or broken.") from error
    if any(name.endswith("workbook.bin") for name in names):
        raise Refused(
            "unsupported", "This file is a binary workbook (.xlsb), which is not read. Open it and save it as .xlsx."
        )
    if any(name.endswith("workbook.xml") for name in names) or (
        "[Content_Types].xml" in names and any("sheet" in n for n in names)
    ):
        return "xlsx"
    if any(name.startswith("Index/") and name.endswith(".iwa") for name in names):
        raise Refused(
            "unsupported", "This file is from Numbers, which is not read. Export it as Excel (.xlsx) and upload that."
        )
    what = "a text document" if "word/document.xml" in names else "an archive"
    raise Refused("not_a_spreadsheet", f"This file is {what}, not a spreadsheet. {_ASK}")


def _document(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "META-INF/manifest.xml" in names and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise _locked()
    kind = archive.read("mimetype")[:80] if "mimetype" in names else b"spreadsheet"
    if b"spreadsheet" not in kind:
        raise Refused("not_a_spreadsheet", f"This file is a text document or drawing, not a spreadsheet. {_ASK}")
    return "ods"


def _locked() -> Refused:
    from imports.xls import encrypted

    return encrypted()
