"""A questionnaire that comes as a file."""

from __future__ import annotations

import asyncio

from litestar.datastructures import UploadFile

from accounts.web import AnyRequest
from assessments import questionnaire_toml
from assessments.questionnaire import Questionnaire
from assessments.questionnaire_files import LARGEST

# How the files of Excel begin: a ZIP archive, and the older format, whatever they are called.
BOOKS = (b"PK", b"\xd0\xcf\x11\xe0")


async def uploaded(request: AnyRequest) -> Questionnaire | None:
    """Return the questionnaire of the form's file, None where there is no file; raise `Unreadable` for a bad one."""
    coming = (await request.form()).get("file")
    if not isinstance(coming, UploadFile) or not coming.filename:
        return None
    data = await coming.read(LARGEST + 1)
    return await asyncio.to_thread(_read, data)


def _read(data: bytes) -> Questionnaire:
    if not data.startswith(BOOKS):
        return questionnaire_toml.from_toml(data)
    from assessments.questionnaire_reading import from_book  # openpyxl is slow to import

    return from_book(data)
