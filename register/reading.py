"""Turn what a form, a sheet or the API sent into an input, or into one sentence for each field that cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from accounts.errors import Invalid
from register import sentences
from register.inputs import Input

Model = TypeVar("Model", bound=Input)

BY_KIND = {
    "missing": sentences.MISSING,
    "string_too_long": sentences.TOO_LONG,
    "too_long": sentences.TOO_LONG,
    "string_too_short": sentences.MISSING,
    "too_short": sentences.MISSING,
    "extra_forbidden": sentences.UNKNOWN_FIELD,
    "literal_error": sentences.NO_CHOICE,
    "bool_parsing": sentences.NO_YES_NO,
    "bool_type": sentences.NO_YES_NO,
    "int_parsing": sentences.NO_NUMBER,
    "int_type": sentences.NO_NUMBER,
    "int_from_float": sentences.NO_NUMBER,
    "greater_than_equal": sentences.POSITIVE,
    "less_than_equal": sentences.POSITIVE,
}


def read(model: type[Model], values: Mapping[str, Any]) -> Model:
    """Return the input that `values` make; raise `accounts.errors.Invalid` with a sentence for each wrong field."""
    try:
        return model.model_validate(dict(values))
    except ValidationError as error:
        raise Invalid(_by_field(error.errors())) from error


def _by_field(errors: list[ErrorDetails]) -> dict[str, str]:
    found: dict[str, str] = {}
    for error in errors:
        context = error.get("ctx", {})
        field = context.get("field") or (str(error["loc"][0]) if error["loc"] else "")
        found.setdefault(field, _sentence(error))
    return found


def _sentence(error: ErrorDetails) -> str:
    if error["type"] == "sentence":
        return str(error["ctx"]["sentence"])
    if error["loc"][0] == "promises":
        return sentences.PROMISE
    if error["type"].startswith("date_"):
        return sentences.NO_DATE
    return BY_KIND.get(error["type"], sentences.NOT_UNDERSTOOD)
