"""Which countries and regions a cell names; what only follows from a city or a cloud region is kept apart."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from law.names import codes, fold, place_names

_FILE = Path(__file__).parent / "data" / "places.toml"
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)?")
_ELIDED = re.compile(r"\b[ld][’'](?=(?:ue|eee|europe|union)\b)", re.IGNORECASE)  # "dans l'UE"
_PLAIN = re.compile(r"[a-z0-9]+")
_CLOUD = re.compile(r"\b[a-z]{2,14}(?:-[a-z]{2,12}){0,2}-?\d{0,2}\b")
# Grounds are named after the places that they bind; those are not where the data goes.
_GROUND = re.compile(
    r"\b(?:eu|ue|e\.u\.|uk|swiss|ch)\W{0,3}(?:u\.?s\.?a?|uk|swiss)\W{1,3}(?:dpf|data|privacy|shield|framework)\w*"
    r"|\b(?:eu|ue|uk)\W{0,3}(?:standard|model|modell|scc|klausul|dpf|data privacy|vertragsklausel"
    r"|standardavtal|idta|addendum)\w*"
    r"|\b(?:non|ikke|not|ej|inte|nicht|icke)[ -](?:eu|eea|ees|eos|ewr|us)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(?:outside|beyond|out of|utanfor|utenfor|uden ?for|ausserhalb|hors|extra|not (?:with)?in"
    r"|ikke i|inte i|nicht in|ej inom)"
    r"\W+(?:(?:of|the|de|der|des|den|l|av|af|fra|from)\W+)*[a-z]+(?:\W{1,3}(?:eea|ees|ess|eec|eos|ewr|eee|eu|ue)\b)*"
)
_JOINTS = frozenset(["and", "och", "og", "und", "et", "or", "eller", "oder", "ou", "samt", "in", "i", "the", "of"])
_COMMON_WORDS = frozenset(
    [
        "island",
        "reunion",
        "jersey",
        "georgia",
        "jordan",
        "chad",
        "turkey",
        "guinea",
        "mali",
        "man",
        "oman",
        "niger",
        "togo",
        "cuba",
        "peru",
        "jamaica",
        "panama",
        "polen",
    ]
)
_SHORT_WORDS = frozenset(
    ["no", "is", "it", "as", "at", "be", "by", "in", "me", "to", "so", "si", "ma", "de", "la", "mm"]
)
# Letters of number plates, as lists in German and the Nordic languages have them: "D / USA", "DK/S/N".
_PLATES = {"D": "DE", "A": "AT", "F": "FR", "S": "SE", "N": "NO", "B": "BE", "L": "LU"}
_DACH = re.compile(r"\bD[-/ ]?A[-/ ]?CH\b")
_SHORT = 3
_LONGEST = 2_000  # letters; no cell needs more to say where, and a hostile one is not read to its end


@dataclass(frozen=True, slots=True)
class Places:
    """What a cell says of places: alpha-2 codes in the order named, inferred ones apart, and region words."""

    countries: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    outside: bool = False
    rest: str = ""

    def __bool__(self) -> bool:
        """Tell whether any place was named."""
        return bool(self.countries or self.inferred or self.regions)


@dataclass(frozen=True, slots=True)
class _Words:
    names: dict[str, tuple[str, str]]
    cloud: dict[str, str]
    states: frozenset[str]
    longest: int


@cache
def _words() -> _Words:
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    names: dict[str, tuple[str, str]] = {}
    for country, cities in table["cities"].items():
        for city in cities:
            names[_key(city)] = ("inferred", country)
    for pair in table["alpha3"]["codes"]:
        alpha3, _, country = pair.partition("=")
        names[alpha3.casefold()] = ("country", country)
    for name, country in place_names().items():
        names[_key(name)] = ("country", country)
    for region, terms in table["regions"].items():
        for term in terms:
            names[_key(term)] = ("region", region)
    for part in (
        "england",
        "scotland",
        "wales",
        "great britain",
        "northern ireland",
        "grande bretagne",
        "storbritannien",
    ):
        names[part] = ("country", "GB")
    cloud = {name: country for country, regions in table["cloud"].items() for name in regions}
    return _Words(names, cloud, frozenset(table["us_states"]["codes"]), max(name.count(" ") + 1 for name in names))


def _key(name: str) -> str:
    return " ".join(_PLAIN.findall(fold(name)))


@lru_cache(maxsize=20_000)
def read_places(text: str, *, prose: bool = False) -> Places:
    """Return the places that `text` names.

    With `prose`, the text is a sentence about something else, so two-letter codes, cities and names that are also
    common words are not taken.
    """
    words = _words()
    text = _DACH.sub("DE, AT, CH", _ELIDED.sub(" ", text[:_LONGEST]))
    found: dict[str, dict[str, None]] = {"country": {}, "inferred": {}, "region": {}}
    flat = fold(text)
    outside = bool(_OUTSIDE.search(flat))
    if outside:
        text = flat = _OUTSIDE.sub(" ", flat)
    text = _GROUND.sub(lambda m: " " * len(m[0]), text)
    for match in _CLOUD.finditer(fold(text)):
        if (country := words.cloud.get(match[0])) and (not prose or "-" in match[0]):
            found["inferred"][country] = None
            text = re.sub(re.escape(match[0]), " ", text, flags=re.IGNORECASE)
    tokens = list(_WORD.finditer(text))
    keys = [_key(token[0]) for token in tokens]
    unknown: list[str] = []
    at = 0
    before = ""
    while at < len(tokens):
        for size in range(min(words.longest, len(tokens) - at), 0, -1):
            key = " ".join(keys[at : at + size])
            kind = _kind(
                words, key, tokens[at : at + size], prose=prose, before=before, text=text, alone=len(tokens) == size
            )
            if kind is not None:
                found[kind[0]][kind[1]] = None
                before = kind[0]
                at += size
                break
        else:
            if keys[at] not in _JOINTS:
                unknown.append(tokens[at][0])
                before = "unknown"
            at += 1
    if not prose and unknown and _are_plates(unknown, lone=len(tokens) == len(unknown)):
        found["inferred"] |= {_PLATES[letter]: None for letter in unknown}
        unknown = []
    countries = tuple(found["country"])
    inferred = tuple(c for c in found["inferred"] if c not in found["country"])
    return Places(countries, inferred, tuple(found["region"]), outside, " ".join(unknown))


def _are_plates(unknown: list[str], *, lone: bool) -> bool:
    """Tell whether all that is not understood are letters of number plates; one alone is so only for Germany."""
    return all(letter in _PLATES for letter in unknown) and (not lone or len(unknown) > 1 or unknown == ["D"])


def _kind(
    words: _Words, key: str, tokens: list[re.Match[str]], *, prose: bool, before: str, text: str, alone: bool
) -> tuple[str, str] | None:
    """Return what these tokens name: a country, an inferred country, a region, or nothing."""
    written = text[tokens[0].start() : tokens[-1].end()]
    known = words.names.get(key)
    if alone and key in _SHORT_WORDS and not written.isupper():
        return None
    if len(key) <= _SHORT and not alone:
        if not written.isupper() and known is not None and known[0] != "region":
            known = None
        if known is not None and known[0] == "region" and not (written.isupper() or written == "Eu"):
            known = None
    if len(tokens) == 1 and len(written) == 2 and (written.isupper() or (alone and key not in _SHORT_WORDS)):
        if (
            written.upper() in words.states
            and before in ("unknown", "inferred")
            and text[: tokens[0].start()].rstrip().endswith(",")
        ):
            return ("inferred", "US")
        if known is None and not prose and written.upper() in codes() and _stands_alone(text, tokens[0]):
            return ("country", written.upper())
    if known is None:
        return None
    if prose and (
        known[0] == "inferred" or key in _COMMON_WORDS or (known[0] == "region" and known[1] in ("GLOBAL", "VARIES"))
    ):
        return None
    return known


def _stands_alone(text: str, token: re.Match[str]) -> bool:
    """Tell whether a two-letter code is set off from words on both sides."""
    left, right = text[: token.start()].rstrip(" "), text[token.end() :].lstrip(" ")
    before = not left or not left[-1].isalnum() or left.rsplit(None, 1)[-1].casefold() in _JOINTS or left[-2:].isupper()
    after = not right or not right[0].isalnum() or right.split(None, 1)[0].casefold() in _JOINTS or right[:2].isupper()
    return before and after


# Codes that stand in brackets for a country; the others are read as abbreviations there: (IT), (HR), (AI), (QA).
_BRACKET_CODES = frozenset(
    [
        "US",
        "UK",
        "EU",
        "EEA",
        "EES",
        "SE",
        "NO",
        "DK",
        "DE",
        "FR",
        "IE",
        "NL",
        "FI",
        "GB",
        "BE",
        "ES",
        "PL",
        "CH",
        "CA",
        "IN",
        "USA",
        "UAE",
    ]
)


@lru_cache(maxsize=20_000)
def only_places(text: str) -> Places:
    """Return the places in `text` when nothing else stands in it, else none; abbreviations are not taken for codes."""
    bare = text.strip(" .()[]")
    if len(bare) <= _SHORT and bare.upper() not in _BRACKET_CODES:
        return Places()
    places = read_places(bare)
    return places if not places.rest else Places()
