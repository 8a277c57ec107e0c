"""The fields of answers in a form: read back, and only what was changed in it counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from litestar.datastructures import UploadFile

from accounts.errors import Invalid
from accounts.web import AnyRequest
from assessments.answers import Change, Saved
from assessments.asked import Asked
from assessments.evidence import Upload
from assessments.questionnaire import Question, read_value
from assessments.sheet import Failed, Typed, base_of
from register.pages.documents import NO_FILE, archive_of, taken
from register.pages.queries import number


async def typed_changes(
    request: AnyRequest, asked: Asked, only: str = ""
) -> tuple[dict[str, Change], dict[str, Typed]]:
    """Return the answers that differ from what the form showed, and what was typed in all of its fields."""
    sent = await request.form()
    changes: dict[str, Change] = {}
    typed: dict[str, Typed] = {}
    for question in asked.questionnaire.questions:
        key = question.key
        if question.kind == "file" or f"v-{key}" not in sent or (only and key != only):
            continue
        values = tuple(text for text in (_clean(one) for one in sent.getall(f"a-{key}", [])) if text)
        comment = _clean(sent.get(f"c-{key}", "")).strip()
        typed[key] = Typed(values, comment)
        # A tick says that last year's answer still holds, which changes it from a proposal to an answer.
        confirmed = sent.get(f"k-{key}", "") == "yes"
        if confirmed or base_of(values, comment) != _base(sent.get(f"b-{key}", "")):
            changes[key] = Change(_value(question, values), comment, number(_clean(sent.get(f"v-{key}", ""))))
    return changes, typed


async def upload_of(request: AnyRequest, question: str) -> Upload:
    """Return the file that came for a question; raise `accounts.errors.Invalid` for none or too large a one."""
    coming = (await request.form()).get(f"file-{question}")
    if not isinstance(coming, UploadFile) or not coming.filename:
        raise Invalid({"file": NO_FILE})
    archive = archive_of(request)
    return Upload(coming.filename, await taken(coming, archive), archive)


def failed_of(saved: Saved, typed: Mapping[str, Typed]) -> Failed:
    """Return what could not be saved, with what was typed there."""
    keys: Iterable[str] = {*saved.problems, *saved.clashes}
    return Failed({key: typed[key] for key in keys if key in typed}, saved.problems, saved.clashes)


def _value(question: Question, values: tuple[str, ...]) -> Any:
    return read_value(question, list(values))


def _base(text: object) -> str:
    try:
        values, comment = json.loads(str(text))
        return base_of(tuple(values), comment)
    except (ValueError, TypeError, RecursionError):
        return ""


def _clean(value: object) -> str:
    return str(value).replace("\0", "").replace("\r\n", "\n")
