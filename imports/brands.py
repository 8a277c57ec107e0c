"""What a vendor is called: legal forms, aliases in brackets, and the brand that a name belongs to."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from imports.words import folded

_FILE = Path(__file__).parent / "data" / "brands.toml"
_FORMS = Path(__file__).parent / "data" / "legal_forms.toml"
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ALSO = re.compile(
    r"\b(?:d/?b/?a/?|aka|a\.k\.a\.|also known as|f/?k/?a|formerly|previously|tidigare|tidligere|fd"
    r"|f\.d\.|ehemals|anciennement|trading as|t/a)\b:?\s*",
    re.IGNORECASE,
)
_NOT_ALIAS = re.compile(
    r"^(?:via|through|genom|gjennom|gennem|uber|par|part of|a .* company|en del av|del av|group"
    r"|koncern|konsern|ej |not |if |om |tidigare leverantor|see |se |owned|ags av|eies av)\b"
)
_QUOTES = "\"'“”„«»‘’"
_SURE_FORM = re.compile(
    r"(?:,? (?:inc|llc|l\.l\.c|ltd|limited|plc|corp|corporation|pbc|gmbh|ab|asa|aps|a/s|oy|oyj|oü|ag"
    r"|kg|bv|b\.v|nv|sarl|sas|srl|ulc|pty ltd|s\.l|sa)"
    r"\b\.?)|\bAS$|\bAB\b|\bA/S\b"
)
_TAIL = re.compile(
    r" (?:technologies|technology|labs|software|systems|solutions|international|group|holdings?"
    r"|services|nordic|nordics|scandinavia|europe|emea)$"
)
_DOMAIN = re.compile(r"\.(?:com|io|ai|net|org|co|app|dev|eu|se|no|dk|de|fr)$")
_PUNCTUATION = re.compile(r"[^\w&+.]+")


@cache
def _legal_forms() -> re.Pattern[str]:
    """Return a pattern for legal forms at the end of a name, the longest first."""
    table = tomllib.loads(_FORMS.read_text(encoding="utf-8"))
    forms = sorted(table["forms"], key=len, reverse=True)
    return re.compile(rf"(?:[ ,]+(?:{'|'.join(map(re.escape, forms))}))+$")


@cache
def _brands() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    names = {_flat(name): brand for brand, entry in table.items() for name in [brand, *entry.get("names", ())]}
    prefixes = tuple((prefix, brand) for brand, entry in table.items() for prefix in entry.get("prefixes", ()))
    return names, prefixes


def _flat(name: str) -> str:
    text = folded(name)
    for quote in _QUOTES:
        text = text.replace(quote, "")
    return _PUNCTUATION.sub(" ", text).strip(" .")


@lru_cache(maxsize=20_000)
def core(name: str) -> str:
    """Return a name without brackets, legal form, punctuation and accents: what two spellings of one vendor share."""
    flat = _flat(_ALSO.split(_BRACKETS.sub(" ", name))[0]) or _flat(name)
    flat = _PUNCTUATION.sub(
        " ", flat.replace(".", " ") if _legal_forms().search(flat.replace(".", " ")) else flat
    ).strip(" .")
    flat = " ".join(flat.split())
    bare = _legal_forms().sub("", f" {flat}").strip()
    return (bare or flat).strip(" .")


@lru_cache(maxsize=20_000)
def stem(name: str) -> str:
    """Return the core of a name without words that companies add at will, such as Technologies or .com."""
    bare = _DOMAIN.sub("", core(name))
    short = _TAIL.sub("", bare)
    return short if len(short) > 2 else bare


@lru_cache(maxsize=20_000)
def brand_of(name: str) -> str | None:
    """Return the brand that a name is known to belong to."""
    names, prefixes = _brands()
    for text in (core(name), _flat(name), stem(name)):
        if (brand := names.get(text)) is not None:
            return brand
        for prefix, brand in prefixes:
            if text.startswith(prefix):
                return brand
    return None


@lru_cache(maxsize=20_000)
def aliases_of(name: str) -> tuple[str, ...]:
    """Return the other names that a name carries: "(Sentry)", "dba Tavily", "A / B"."""
    found = [part for inside in _BRACKETS.findall(name) for part in [_ALSO.sub("", inside)]]
    found += _ALSO.split(_BRACKETS.sub(" ", name))[1:]
    bare = [alias.strip(" .,;" + _QUOTES) for alias in found]
    return tuple(
        dict.fromkeys(a for a in bare if len(a) > 1 and not _NOT_ALIAS.match(folded(a)) and any(c.isupper() for c in a))
    )


@lru_cache(maxsize=20_000)
def has_legal_form(name: str) -> bool:
    """Tell whether a name ends in a legal form such as Inc., AB or GmbH."""
    return bool(_SURE_FORM.search(name) or _SURE_FORM.search(name.lower()))


@lru_cache(maxsize=20_000)
def looks_like_vendor(name: str) -> bool:
    """Tell whether a lone text can only be the name of a vendor: a known brand, or with a legal form."""
    return (
        len(name) <= 80
        and not name.rstrip().endswith((":", "."))
        and (has_legal_form(name) or brand_of(name) is not None)
    )
