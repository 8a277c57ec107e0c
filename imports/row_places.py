"""Where a row says that the data goes: in its own column, in a remark, or in the heading over it. Blank stays blank."""

from __future__ import annotations

import re
from functools import lru_cache

from imports.brands import brand_of
from imports.bullets import places_of_heading
from imports.columns import about_others
from imports.context import Context, Draft, neat
from imports.model import Value
from imports.places import Places, only_places, read_places
from imports.sheet_rows import Line, show
from imports.transfers import named_grounds, names_third_country
from imports.words import folded, words

_SHORT_REMARK = 60
_HOSTED = re.compile(
    r"\b(?:hosted|stored|located|servers?|data ?cent(?:er|re)s?|lagras|lagres|lagret|driftas|driftes"
    r"|hostes|hostas|servrar|servere"
    r"|behandlas|behandles|processed|gehostet|gespeichert|serverstandort|verarbeitet|heberge\w*"
    r"|stocke\w*|serveurs?|placeret"
    r"|plassert|opbevares|oppbevares|hosting|hosts?|lagring|based|sitz)\b"
    r"[^.;\n]{0,40}?(?:\b(?:in|i|en|aux?|dans|within|inom|from|at)\b|:)"
)
# "Data i Irland", "Overføres til USA", "Übermittlung in die USA", "données transférées aux États-Unis".
_MOVED = re.compile(
    r"\b(?:(?:\w*uppgifter(?:na)?|\w*opplysninger?(?:ne)?|\w*oplysninger(?:ne)?|data(?:n|ene|erne)?|daten|donnees)"
    r"(?: (?:ligger|finns|er|is|are|sind|liegen|gar|sker|skickas|sendes|sendt|goes|go|held|kept|sont|stays?|blir))?"
    r"(?: (?:hos|pa|at|with|by|bei|chez) [^.;,\n]{1,25}?)?"
    r" (?:in|i|en|aux?|dans|within|inom|at|til|till|to|nach|vers)"
    r"|(?:overfor\w*|overfors\w*|transferr?\w*|ubermitt\w*|ubertrag\w*|skickas|sendes"
    r"|sent|sends|exporter\w*|gar|envoye\w*)"
    r"[^.;\n]{0,25}? (?:to|till|til|nach|in|an|vers|aux?|en)"
    r"|(?:in|nach|an) [^.;,\n]{2,40}? (?:ubermittelt|ubertragen|gesendet|transferiert|exportiert|gespeichert"
    r"|verarbeitet))\b"
)
_THE_US = re.compile(r"(?<=\bthe )(US|U\.S\.|UK|U\.K\.)(?![\w-])")
_ABBREVIATED = {"US": "USA", "U.S.": "USA", "UK": "United Kingdom", "U.K.": "United Kingdom"}
_DENIED = re.compile(
    r"\b(?:no|not|never|none|nothing|ingen|inga|inget|inte|ej|icke|ikke|aldrig|aldri|kein\w*|nicht|nie|nichts|aucune?"
    r"|pas|jamais|rien|without|utan|uten|uden|ohne|sans|outside|utanfor|utenfor|udenfor|ausserhalb|hors)\b"
)
_REACHED = re.compile(
    r"\b(?:access|atkomst|tilgang|adgang|zugriff|fernzugriff|acces|support(?:ed)?|fjernadgang|fjarratkomst|fjerntilgang)"
    r"\b[^.;\n]{0,30}?\b(?:from|fran|fra|aus|depuis)\b"
)
_LABELLED = re.compile(r"\s*(?:land|country|pays|plats|location|standort|sted|lokation|lieu)\s*:")
_LISTED = re.compile(r"[,;/|+–—]| - ")
_LAST_BRACKET = re.compile(r"\(([^()]+)\)\s*$")
_AZURE_REGION = re.compile(r"\b(?:west|north) europe\b")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")


def places_of(context: Context, values: dict[int, Value], line: Line, draft: Draft) -> tuple[Places, str]:
    """Return the places of a row and the text that they were read from."""
    places, text = _in_its_column(context, values, line, draft)
    if not places and not text:
        places, text = _elsewhere(context, values, line, draft)
    if places.inferred:
        draft.flags.append("country_inferred")
    if places.outside:
        draft.flags.append("outside_eea")
    return places, text


def seat_of(context: Context, values: dict[int, Value]) -> tuple[str, ...]:
    """Return the countries of the vendor's seat, where a column is for it."""
    seen = read_places(context.text(values, "seat"))
    return (*seen.countries, *seen.inferred)


def _in_its_column(context: Context, values: dict[int, Value], line: Line, draft: Draft) -> tuple[Places, str]:
    places, text = Places(), ""
    for column in context.fields.get("location", ()):
        if column in values:
            text = neat(show(values[column]))
            places = read_places(_azure_region(context, values, text))
            if places or places.outside:
                break
            if words().answers.get(folded(text)) != "unknown":
                context.problem(draft, line, column, text, ("a country or region", "", "location"))
    return places, text


def _azure_region(context: Context, values: dict[int, Value], text: str) -> str:
    """Write "West Europe" as the data centre of Azure that it is when Microsoft is the vendor."""
    if not _AZURE_REGION.fullmatch(folded(text).strip(" .()")) or not any(
        brand_of(context.text(values, name)) == "Microsoft" for name in ("name", "service")
    ):
        return text
    return f"Azure {text}"


def _elsewhere(context: Context, values: dict[int, Value], line: Line, draft: Draft) -> tuple[Places, str]:
    """Return the places that another cell names outright, or the heading over the row."""
    own = "location" in context.fields
    if found := _among_grounds(context, values, own=own):
        draft.flags.append("country_in_other_column")
        return found
    told = () if own else ("purpose", "service")
    for column in [*context.notes, *(c for name in told for c in context.fields.get(name, ()))]:
        value = values.get(column)
        if (
            isinstance(value, str)
            and not about_others(context.header.get(column, ""))
            and (places := hidden_places(value))
        ):
            draft.flags.append("country_in_other_column")
            return places, value
    if not own and (name := only_places(_bracket_after(context.text(values, "name")))):
        draft.flags.append("country_in_name")  # it may be the seat alone, so a person is asked
        return Places((), (*name.countries, *name.inferred), ()), context.text(values, "name")
    if own or not line.section:  # then a blank cell is blank, whatever stands over it
        return Places(), ""
    places = read_places(line.section) if context.sections_are_places else places_of_heading(line.section)
    if places:
        draft.flags.append("country_from_heading")
        return Places(places.countries, places.inferred, places.regions), line.section
    return Places(), ""


def _bracket_after(name: str) -> str:
    """Return what stands in brackets at the end of a name: "Hotjar Ltd (Malta)", but not "Iron Mountain (UK) Ltd"."""
    return found[1] if (found := _LAST_BRACKET.search(name)) else ""


def _among_grounds(context: Context, values: dict[int, Value], *, own: bool) -> tuple[Places, str] | None:
    """Return the countries that a column of grounds names; regions only where no header says what the column is.

    Where places have a column of their own, only an exception counts: "inside the EU: yes, but support from the USA".
    """
    for column in context.fields.get("ground", ()):
        if column not in values:
            continue
        text = show(values[column])
        asked = context.mapping.questions.get(column)
        if names_third_country(text) if asked is not None else not own:
            places = read_places(text, prose=True)
            if places.countries or (places.regions and not places.outside and context.no_header):
                return Places(places.countries, (), places.regions, places.outside), text
    return None


@lru_cache(maxsize=20_000)
def hidden_places(text: str) -> Places:
    """Return the places that a remark gives for the data: "hosted in Ireland", "(USA, SCC)", "Land: Irland"."""
    found = [_places_and_grounds(inside) for inside in _IN_BRACKETS.findall(text)]
    for sentence in re.split(r"[.;\n]", text):
        flat = folded(sentence)
        if _tells_where(flat):
            places = read_places(_THE_US.sub(lambda m: _ABBREVIATED[m[1]], sentence), prose=True)
            found.append(Places(places.countries, (), places.regions))
    return _together(found) or _places_and_grounds(text)


def _tells_where(flat: str) -> bool:
    """Tell whether a sentence says where the data is kept, goes or is reached from; what it denies, it does not say."""
    if _HOSTED.search(flat) or _LABELLED.match(flat) or _REACHED.search(flat):
        return True
    return bool(_MOVED.search(flat)) and not _DENIED.search(flat)


def _places_and_grounds(text: str) -> Places:
    """Return the places of a text that holds nothing but places and grounds, such as "USA, SCC"."""
    if len(text) > _SHORT_REMARK:
        return Places()
    parts = [part.strip() for part in _LISTED.split(text) if part.strip()]
    found = [only_places(part) for part in parts]
    if not any(found) or not all(f or named_grounds(p) for f, p in zip(found, parts, strict=True)):
        return Places()
    return _together(found)


def _together(found: list[Places]) -> Places:
    countries = tuple(dict.fromkeys(c for f in found for c in f.countries))
    return Places(
        countries,
        tuple(dict.fromkeys(c for f in found for c in f.inferred if c not in countries)),
        tuple(dict.fromkeys(r for f in found for r in f.regions)),
    )
