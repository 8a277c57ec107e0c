"""Why a verdict is what it is, and what to do, in the language of the person."""

from __future__ import annotations

from collections.abc import Mapping

from accounts.i18n import country_name
from accounts.i18n import gettext as _
from law.because import COUNTRY, DAYS, NOWHERE, ORGANISATIONS, TEXT, UNKNOWN_DAY
from law.reasons import REASONS


def because(reason: str, params: Mapping[str, str], citation: str = "") -> str:
    """Return the sentence that says why; empty for a reason that the law does not have."""
    return _fill(REASONS[reason].because, params, citation) if reason in REASONS else ""


def todo(reason: str, params: Mapping[str, str], citation: str = "") -> str:
    """Return the sentence that says what to do; empty where nothing is to be done."""
    return _fill(REASONS[reason].todo, params, citation) if reason in REASONS else ""


def place_name(code: str) -> str:
    """Return what an importer's country or international organisation is called; unknown where there is no code."""
    if not code:
        return _(NOWHERE)
    return _(ORGANISATIONS[code]) if code in ORGANISATIONS else country_name(code)


def _fill(template: str, params: Mapping[str, str], citation: str) -> str:
    values = {key: params.get(key) or _(UNKNOWN_DAY) for key in DAYS}
    values[COUNTRY] = place_name(params.get(COUNTRY, ""))
    values[TEXT] = params.get(TEXT) or citation
    return _(template).format(**values) if template else ""
