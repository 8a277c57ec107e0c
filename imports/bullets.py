"""Lists that were pasted into one column: "Name. Purpose", "Name (Country): purpose", headings that say where."""

from __future__ import annotations

import re
from dataclasses import dataclass

from imports.brands import looks_like_vendor
from imports.places import Places, only_places, read_places
from imports.transfers import named_grounds
from imports.words import folded, words

_BULLET = re.compile(r"^\s*(?:[•·‣▪▫◦●○■□➢➤►▶✓✔✦★*–—-]|\(?\d{1,3}[.)]|[a-z]\))\s+")
_SPLITS = (
    re.compile(r"\s+[–—]\s+|\s+-\s+|\s*\|\s*|\t+"),
    re.compile(r":\s+"),
    re.compile(
        r"(?<![A-Z])(?<!\bInc)(?<!\bLtd)(?<!\bCo)(?<!\bCorp)\.\s+(?=\S)"
        r"|(?<=\bInc)\.\s+(?=[A-ZÅÄÖ][a-zåäö])|(?<=\bLtd)\.\s+(?=[A-Z][a-z])"
    ),
    re.compile(r",\s+(?!(?:Inc|LLC|L\.L\.C|Ltd|Limited|PBC|Corp|GmbH|S\.A|LP|Co|Lda|Pty)\b)"),
    re.compile(r";\s+"),
)
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]+)[)\]]")
_LONG_NAME = 70
_PLACE_WORDS = re.compile(
    r"\b(located|based|established|hosted|situated|in the|within|inside|outside|belagd|belagna|finns"
    r"|etablerad|inom|ligger|befinner|"
    r"lokaliserad\w*|lokalisert|plassert|basert|hjemmehorende|placeret|beliggende|i eu|innenfor"
    r"|inden for|ansassig|sitz|befinden|innerhalb|"
    r"situes?|etablis?|bases?|localises?|dans|aux|en|i|in)\b"
)


@dataclass(frozen=True, slots=True)
class Bullet:
    """One vendor of a pasted list."""

    name: str
    purpose: str = ""
    place: str = ""
    ground: str = ""


def is_bulleted(text: str) -> bool:
    """Tell whether a line opens with a bullet or a number."""
    return bool(_BULLET.match(text))


def places_of_heading(text: str) -> Places:
    """Return the places that a heading gives to all lines under it: "all located in the United States:"."""
    alone = only_places(text)
    if alone and not alone.inferred:
        return alone
    if not _PLACE_WORDS.search(folded(text)):
        return Places()
    places = read_places(text, prose=True)
    return Places(places.countries, (), places.regions) if not places.outside else Places()


def read_line(text: str, *, bulleted: bool) -> Bullet | None:
    """Return the vendor that a line names; None when the line is a heading or a sentence.

    With `bulleted`, only lines with a bullet name vendors in this list.
    """
    if bulleted and not is_bulleted(text):
        return None
    bare = _BULLET.sub("", text).strip()
    if not bare or (not bulleted and (_is_heading(bare) or not _opens_with_a_name(bare))):
        return None
    for split in _SPLITS:
        parts = [part.strip() for part in split.split(_guard(bare)) if part.strip()]
        if len(parts) > 1 and len(parts[0]) <= _LONG_NAME and _balanced(parts[0]):
            return _from_parts([_unguard(part) for part in parts])
    if len(bare) > _LONG_NAME or (not bulleted and bare.endswith(".") and not looks_like_vendor(bare)):
        return None
    return _from_parts([bare])


def _opens_with_a_name(text: str) -> bool:
    """Tell whether a line without a bullet opens like a name and not like a sentence."""
    first = re.split(r"[.:;,(|–—]| - ", text, maxsplit=1)[0].split()
    return len(first) <= 6 and any(word[:1].isupper() or word[:1].isdigit() for word in first)


def _guard(text: str) -> str:
    """Hide what stands in brackets, so that lines are not split there."""
    return _BRACKETS.sub(
        lambda m: (
            m[0]
            .replace(": ", ":\x01")
            .replace(", ", ",\x01")
            .replace(". ", ".\x01")
            .replace(" - ", "\x01-\x01")
            .replace(" – ", "\x01–\x01")
        ),
        text,
    )


def _unguard(text: str) -> str:
    return text.replace("\x01", " ")


def _balanced(text: str) -> bool:
    return text.count("(") == text.count(")")


def _is_heading(text: str) -> bool:
    flat = folded(text)
    return (
        text.endswith(":")
        or flat.startswith(words().note_starts)
        or (bool(words().sections.search(flat)) and not looks_like_vendor(text))
    )


def _from_parts(parts: list[str]) -> Bullet:
    name, place, ground = _name(parts[0])
    inside = _all_in_brackets(name) if len(parts) == 1 else None
    if inside is not None:
        return inside
    rest = parts[1:]
    kept = []
    for at, part in enumerate(rest):
        if not place and (at > 0 or len(rest) > 1) and only_places(part.rstrip(".")):
            place = part.rstrip(".")
        elif not ground and (at > 0 or len(rest) > 1) and named_grounds(part) and len(part) < _LONG_NAME:
            ground = part
        else:
            kept.append(part)
    purpose = " – ".join(kept) if len(kept) > 1 else kept[0] if kept else ""
    purpose, inside_place, inside_ground = _tail(purpose)
    return Bullet(name, purpose.removesuffix(".").strip(), place or inside_place, ground or inside_ground)


def _all_in_brackets(text: str) -> Bullet | None:
    """Return the vendor of "Aiven Oy (managed databases; Finland)": what for and where stand in brackets after it."""
    match = re.fullmatch(r"([^()\[\]]+?)\s*[(\[]([^()\[\]]+)[)\]]", text)
    if match is None:
        return None
    parts = [part.strip() for part in re.split(";" if ";" in match[2] else ",", match[2])]
    where = [part for part in parts if only_places(part)]
    how = [part for part in parts if part not in where and named_grounds(part)]
    what = [part for part in parts if part not in where and part not in how]
    if not where or not what or any(looks_like_vendor(part) for part in what):
        return None
    return Bullet(match[1].strip(), ", ".join(what), ", ".join(where), ", ".join(how))


def _name(text: str) -> tuple[str, str, str]:
    """Return the name, and the place and ground that stand in brackets after it."""
    place = ground = ""
    for inside in _BRACKETS.findall(text):
        parts = [p.strip() for p in re.split(r"[,;/]", inside)]
        where = [p for p in parts if only_places(p)]
        how = [p for p in parts if named_grounds(p)]
        if len(where) + len(how) == len(parts):
            place = place or ", ".join(where)
            ground = ground or ", ".join(how)
            text = _BRACKETS.sub(lambda m, gone=inside: "" if m[1] == gone else m[0], text)  # type: ignore[misc]
    return text.strip(" ,;:–—-"), place, ground


def _tail(purpose: str) -> tuple[str, str, str]:
    """Return a purpose without a last bracket that only says where or on which ground."""
    match = re.search(r"\s*[(\[]([^()\[\]]+)[)\]]\.?$", purpose)
    if not match:
        return purpose, "", ""
    bare, place, ground = _name(match[0].rstrip("."))
    return (purpose[: match.start()], place, ground) if not bare and (place or ground) else (purpose, "", "")
