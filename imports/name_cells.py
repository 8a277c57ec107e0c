"""The name of a vendor in a cell that says more: its address, its telephone, a person to ask for."""

from __future__ import annotations

import re
from functools import lru_cache

from imports.brands import has_legal_form

# What only an address or a way to reach somebody holds: a postal code, an e-mail or web address, a telephone.
_REACH = re.compile(
    r"(?<!\d)\d{4,6}(?!\d)|(?<!\d)\d{3} \d{2}(?!\d)|\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b|@|https?://|\bwww\."
    r"|\b(?:tel|tlf|tfn|telefon|phone|fax|mob(?:il)?|e-?post|e-?mail|att|attn|c/o)\b",
    re.IGNORECASE,
)
_APART = re.compile(r"\s*[,;|•·]\s+|\s+[–—|/-]\s+|\s*\((?=[^()]*(?:\d|@))")
_FORM = re.compile(
    r"\b(?:GmbH(?: & Co\.? K(?:G|GaA))?|AG|K(?:G|GaA)|SE|AB|ASA?|A/S|ApS|Inc\b\.?|LLC|Ltd\b\.?|Limited|PLC|plc|B\.?V\.?"
    r"|N\.?V\.?|S\.?A\.?S?|SARL|Oyj?|UC|e\.?V\.?)(?=,? )"
)


@lru_cache(maxsize=20_000)
def name_and_rest(text: str, *, asked: bool) -> tuple[str, str]:
    """Return the name of the vendor in a cell, and what else stands in it.

    With `asked`, the header asks for an address or a contact beside the name; otherwise only further lines that can be
    nothing else are taken for one.
    """
    first, _, rest = text.strip().partition("\n")
    if rest.strip() and (asked or _REACH.search(rest)):
        return first.strip(" ,;"), rest.strip()
    if not asked or rest.strip():
        return text, ""
    end = _end_of_name(first)
    return first[:end].strip(" ,;"), first[end:].strip(" ,;()–—-|/")


def _end_of_name(line: str) -> int:
    """Return where a name ends on a line that goes on with an address: after its legal form, or at a comma."""
    for apart in _APART.finditer(line):
        following = line[apart.end() :].split(",", 1)[0]
        if apart.start() and not (len(following.split()) < 3 and has_legal_form(f"X, {following}")):
            end = apart.start()
            break
    else:
        end = len(line)
    for form in _FORM.finditer(line):
        if form.start() > 0 and form.end() <= end and re.search(r"\d", line[form.end() :]):
            return form.end()
    return end
