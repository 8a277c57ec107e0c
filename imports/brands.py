"""What a vendor is called: legal forms, aliases in brackets, and the brand that a name belongs to."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from pathlib import Path

from imports.categories import is_category
from imports.places import only_places
from imports.transfers import named_grounds
from imports.words import folded

_FILE = Path(__file__).parent / "data" / "brands.toml"
_FORMS = Path(__file__).parent / "data" / "legal_forms.toml"
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_ALSO = re.compile(
    r"\b(?:d/?b/?a/?|aka|a\.k\.a\.|also known as|f/?k/?a|formerly|previously|tidigare|tidligere|fd"
    r"|f\.d|ehemals|anciennement|trading as|t/a)\b\.?:?\s*",
    re.IGNORECASE,
)
_NOT_ALIAS = re.compile(
    r"^(?:via|through|genom|gjennom|gennem|uber|par|part of|a .* company|en del av|del av|group"
    r"|koncern|konsern|ej |not |if |om |tidigare leverantor|see |se |owned|ags av|eies av)\b"
)
# A remark on the name begins with a small preposition: "(on AWS SES)", "(hos Google)".
_REMARK = re.compile(
    r"\s*(?:on|by|from|in|at|for|with|under|within|using|owned|hosted|part|was|now|as|and|or|incl|including|e\.g|see"
    r"|på|av|hos|i|från|för|med|genom|inom|ägs|ingår|samt|och|eller|fra|til|ved|gjennom|eies|ejet|af|under|inkl|og"
    r"|auf|von|bei|mit|für|über|durch|unter|gehört|und|oder|sur|par|chez|pour|avec|dans|en|de|du|des|et|ou)\b\s"
)
_GROUP_REGION = re.compile(
    r"(?:emea|apac|dach|latam|amer|nordics?|norden|nordisk|scandinavia|skandinavien|benelux|baltics?|international"
    r"|global|europe|europa|worldwide|uk & ireland|uk and ireland|uk/i|asia|americas?|north america|holdings?"
    r"|overseas)$"
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
    inside = [m[1] for m in _BRACKETS.finditer(name) if not _goes_on(name[m.end() :])]
    found = [_ALSO.sub("", part) for part in inside if not _REMARK.match(part)]
    found += _ALSO.split(_BRACKETS.sub(" ", name))[1:]
    bare = [alias.strip(" .,;" + _QUOTES) for alias in found]
    return tuple(dict.fromkeys(alias for alias in bare if _is_other_name(alias)))


def _goes_on(after: str) -> bool:
    """Tell whether a name goes on to its legal form after a bracket: "Thomson Reuters (Markets) Norge AS"."""
    return bool(after.strip(" .,")) and has_legal_form(f"X{after}")


def _is_other_name(alias: str) -> bool:
    """Tell whether an alias can be a name: no place, no ground, no remark, no word for what the service does."""
    if len(alias) < 2 or not any(c.isupper() for c in alias) or _NOT_ALIAS.match(folded(alias)):
        return False
    if only_places(alias) or _GROUP_REGION.match(folded(alias)) or named_grounds(alias):
        return False
    described = any(word[:1].islower() and is_category(word) for word in alias.split()[1:])  # "PostgreSQL hosting"
    return not described and is_product(alias)


@lru_cache(maxsize=20_000)
def is_product(name: str) -> bool:
    """Tell whether a name can be that of a product: a known brand, or more than a word for what it does."""
    return brand_of(name) is not None or not is_category(name)


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
