"""What an uploaded document is, told by its content: a name can say anything. Pure."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from email import policy
from email.parser import BytesHeaderParser
from pathlib import PurePath

import puremagic

from accounts.events import N_

TYPES: Mapping[str, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
    "eml": "message/rfc822",
}
ENDINGS = {**{kind: kind for kind in TYPES}, "jpeg": "jpg", "text": "txt"}
TEXTS = frozenset({"txt", "csv", "eml"})
ACCEPT = ",".join(f".{ending}" for ending in ENDINGS)

EMPTY = N_("This file is empty. Choose the file that holds the document.")
NOT_KEPT = N_(
    "Files of this kind are not kept, because some can run programs. Save the document as PDF and upload that; PDF, "
    "DOCX, XLSX, ODT, ODS, PNG, JPG, TXT, CSV and EML are taken."
)
OTHERWISE = N_(
    "The content of this file is not what its name says. Save it again under the right ending, and upload that."
)
MACROS = N_("This file holds macros, which can run programs. Save it without macros or as PDF, and upload that.")
BROKEN = N_("This file is broken: it cannot be opened. Save it again, or ask for a new copy.")

_HEAD = 4096
_ZIPPED = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
_OPEN = {TYPES["odt"]: "odt", TYPES["ods"]: "ods"}


class NotKept(Exception):
    """A file that is not kept; the text is the sentence for the person, not yet translated."""


def kind_of(name: str, data: bytes) -> str:
    """Return which of `TYPES` a file is; raise `NotKept` where it is none, or not what its name says."""
    if not data:
        raise NotKept(EMPTY)
    named = ENDINGS.get(PurePath(name).suffix.lower().lstrip("."))
    found = _found(data, named)
    if named is None or found is None:
        raise NotKept(NOT_KEPT)
    if found != named:
        raise NotKept(OTHERWISE)
    return found


def _found(data: bytes, named: str | None) -> str | None:
    if data.startswith(b"PK"):
        return _inside(data)
    kinds = {ENDINGS.get(ending) for ending in _guesses(data)}
    for kind in ("pdf", "png", "jpg"):
        if kind in kinds:
            return kind
    # A text has no mark of its own. It is served as text, so what is written in it runs nowhere.
    if not _is_text(data):
        return None
    if named == "eml":
        return "eml" if _is_mail(data) else "txt"
    return named if named in TEXTS else "txt"


def _guesses(data: bytes) -> set[str]:
    try:
        return {match.extension.lstrip(".") for match in puremagic.magic_string(data[:_HEAD])}
    except (puremagic.PureError, ValueError):
        return set()


def _inside(data: bytes) -> str | None:
    """Return which document a zip archive is; nothing of it is unpacked but the short line that names its type."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                raise NotKept(MACROS)
            if "mimetype" in names:
                with archive.open("mimetype") as first:
                    return _OPEN.get(first.read(100).decode("ascii", "replace").strip())
            return next((kind for part, kind in _ZIPPED.items() if part in names), None)
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise NotKept(BROKEN) from error


def _is_text(data: bytes) -> bool:
    wide = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
    try:
        text = data.decode("utf-16" if wide else "utf-8")
    except UnicodeDecodeError:
        if wide:
            return False
        text = data.decode("cp1252", "replace")
    return not any(sign < " " and sign not in "\t\n\r\f\v" for sign in text)


def _is_mail(data: bytes) -> bool:
    head = BytesHeaderParser(policy=policy.compat32).parsebytes(data[:65536])
    return "from" in head and ("date" in head or "subject" in head)
