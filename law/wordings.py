"""Grounds as people write them, in six languages and with slips, read as codes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Final

from law.grounds import GROUNDS
from law.written.clauses import is_new, is_old, modules, names_a_module, names_its_number, years
from law.written.denial import affirmed
from law.written.places import place_claim
from law.written.terms import CLAUSES, NO, NOTHING, WORDS, YES, Mention, any_of, either, mend, mentions
from law.written.text import LONGEST, plain

_LABEL: Final = re.compile(r"^([^:;]{2,60}):\s+(.+)$|^([^:;]{2,60}):(\S.*)$")
_CODES: Final = {
    "SCC_2001": "SCC_2001",
    "SCC_2002": "SCC_2002",
    "SCC_2004": "SCC_2004",
    "SCC_2010": "SCC_2010",
    "SCC_2021": "SCC_2021_UNSPECIFIED",
    "SCC_ART28": "ART28_CLAUSES_2021_915",
    "DATA_BRIDGE": "DPF_UK_EXT",
    "SAFE_HARBOR": "SAFE_HARBOR",
    "IDTA": "UK_IDTA",
    "ADDENDUM": "UK_ADDENDUM",
    "ADDENDUM_TO_SCC": "UK_ADDENDUM",
    "ADEQUACY": "ADEQUACY",
    "NOT_ADEQUACY": "NOT_A_GROUND",
    "COC": "CODE_OF_CONDUCT",
    "CERTIFICATION": "CERTIFICATION",
    "AD_HOC": "AD_HOC_CLAUSES",
    "MOU": "PUBLIC_BODY_ARRANGEMENT",
    "PUBLIC_INSTRUMENT": "PUBLIC_BODY_INSTRUMENT",
    "CONSENT": "ART49_CONSENT",
    "CONTRACT_NECESSITY": "ART49_CONTRACT",
    "LEGAL_CLAIMS": "ART49_LEGAL_CLAIMS",
    "COMPELLING": "ART49_COMPELLING",
    "DEROGATION": "ART49_UNSPECIFIED",
    "ART6": "ART6_BASIS_NOT_TRANSFER",
    "BARE_CONTRACT": "ART6_BASIS_NOT_TRANSFER",
    "DPA": "ART28_DPA_ONLY",
    "SECURITY": "SECURITY_CERT",
    "MEASURE": "SUPPLEMENTARY_MEASURE_ONLY",
    "NO_GROUND": "NOT_A_GROUND",
    "NOT_APPLICABLE": "NOT_APPLICABLE_CLAIM",
    "DONT_KNOW": "UNKNOWN",
}
_ONE_PHRASE: Final = re.compile(r"[\s(:\-]*(?:\b(?:eu|us|the|for|under|nach|enligt|etter|efter|selon|on)\b[\s\-]*)*$")
_SWISS: Final = any_of(WORDS["swiss"])
_UK: Final = re.compile(r"(?<!\w)uk(?!\w)")
_EU: Final = re.compile(r"(?<!\w)(?:eu|ue)(?!\w)")
_PAIR: Final = re.compile(
    r"^[\s\-]*(?:\([^)]*\)?|(?:eu|ue|schweiz|swiss|suisse|sveits|uk)[\s\-/]*(?:us|usa|etats-unis|u\.s\.)\w*)"
)
_CONTAINER: Final = re.compile(
    rf"{either(WORDS['container'])}\s+(?:(?:the|our|their|vart|var|dem|der|den|le|la|vendor|standard)\b)?\s*[\"'(]*$"
)
_NEEDLESS: Final = any_of(WORDS["needless"])
_NO_QUESTION: Final = frozenset({"NO_GROUND", "DONT_KNOW", "NOT_APPLICABLE", "MEASURE", "BARE_CONTRACT"})
_STANDS_ALONE: Final = frozenset({"NOT_APPLICABLE_CLAIM", "NOT_A_GROUND", "UNKNOWN", "SUPPLEMENTARY_MEASURE_ONLY"})
_LAST_RESORT: Final = ("NOT_APPLICABLE_CLAIM", "SUPPLEMENTARY_MEASURE_ONLY", "NOT_A_GROUND", "UNKNOWN")


def read_grounds(text: str) -> tuple[str, ...]:
    """Return the codes of the grounds that a text declares, in order.

    NONE stands for a blank text, UNKNOWN for one that is not understood. A heading may stand before the text with a
    colon ("Transfer outside the EU: no"): it is read as the question to an answer. A text is read as far as a person
    would read on for a ground, which is `LONGEST` letters.
    """
    return _read_grounds(text[:LONGEST])


@lru_cache(maxsize=32768)
def _read_grounds(text: str) -> tuple[str, ...]:
    said = plain(text)
    said = mend(said, ((one.start, one.end) for one in mentions(said)))
    if not said or said.strip("()") in {word.strip("()") for word in NOTHING}:
        return ("NONE",)
    return _ordered(_read(said))


def _read(said: str) -> list[tuple[int, str]]:
    if NO.fullmatch(said):
        return [(0, "NOT_APPLICABLE_CLAIM")]
    label = _LABEL.match(said)
    if label and (question := mentions(label[1] or label[3])):
        answered = _answer((label[2] or label[4]).strip(), question)
        if answered is not None:
            return answered
    return _statement(said)


def _answer(answer: str, asked: list[Mention]) -> list[tuple[int, str]] | None:
    """Read "DPA/SCC: yes, SCC 2021" by its answer; None where the colon does not divide a question from an answer."""
    grounds = [
        one
        for one in asked
        if one.concept not in {"NO_GROUND", "DONT_KNOW", "NOT_APPLICABLE", "MEASURE", "BARE_CONTRACT"}
    ]
    if not grounds:
        return None
    first = re.split(r"[\s,;(]", answer, maxsplit=1)[0].rstrip(".")
    rest = answer[len(first) :].lstrip(" ,;.")
    if NO.fullmatch(first):
        return _statement(rest) if mentions(rest) else [(0, "NONE")]
    named = [one for one in mentions(answer) if one.concept not in {"NO_GROUND", "DONT_KNOW", "MEASURE"}]
    if named and len(asked) > 1:
        return _statement(answer)
    return None


def _statement(said: str) -> list[tuple[int, str]]:
    first = re.split(r"[\s,;(]", said, maxsplit=1)[0]
    found = mentions(said)
    kept = _without_decisions_on_the_framework(said, affirmed(said, found))
    codes = [*_clause_codes(said, kept), *_other_codes(said, kept)]
    if len(kept) < len(found) and all(code == "NOT_A_GROUND" for _, code in codes):
        codes = []  # "not certified under the DPF": what is left says nothing by itself
    no_transfer = any(code == "NOT_APPLICABLE_CLAIM" for _, code in codes)
    others = any(GROUNDS[code].family != "none" for _, code in codes)
    if len(codes) > 1:
        bare = [one.start for one in kept if one.concept == "BARE_CONTRACT"]
        codes = [one for one in codes if one[0] not in bare] or codes[:1]
    place = place_claim(said, found, no_transfer=no_transfer, others=others)
    if place is not None:
        codes.append((place[1], place[0]))
    if not codes and found:
        return [(0, "NOT_APPLICABLE_CLAIM" if _NEEDLESS.search(said) else "NONE")]
    if not codes:
        return [(0, "NOT_APPLICABLE_CLAIM" if NO.fullmatch(first) and not YES.fullmatch(first) else "UNKNOWN")]
    return codes


def _clause_codes(said: str, kept: list[Mention]) -> list[tuple[int, str]]:
    """Return the sets and modules of standard contractual clauses that a text names."""
    generic = [one for one in kept if one.concept == "SCC"]
    numbered = [one for one in kept if one.concept.startswith("SCC_20")]
    if not generic and not numbered and not names_a_module(said):
        return []
    if _inside_uk_tool(said, kept):
        return []
    at = min((one.start for one in (*generic, *numbered)), default=0)
    sets = dict.fromkeys(one.concept for one in numbered)
    named = modules(said)
    by_roles = bool(named) and not names_its_number(said)
    if generic or by_roles:
        outside = _blanked(said, [one for one in kept if one.concept != "SCC"])
        sets |= dict.fromkeys(f"SCC_{year}" for year in years(outside))
        if not sets and any(is_new(said[: one.start], said[one.start : one.end]) for one in generic):
            sets["SCC_2021"] = None
    old = [code for code in sets if code != "SCC_2021"]
    if by_roles and not sets and is_old(said):
        return [(at, "SCC_UNSPECIFIED")]  # from whom to whom was said of every set
    if named and (not old or "SCC_2021" in sets):
        return [(at, code) for code in (*old, *(f"SCC_2021_M{module}" for module in named))]
    if sets:
        return [(at, _CODES[code]) for code in sets]
    return [(at, "SCC_UNSPECIFIED")]


def _inside_uk_tool(said: str, kept: list[Mention]) -> bool:
    """Return whether the clauses are named only as what the UK Addendum, an alternative to the IDTA, is attached to."""
    order = [one.concept for one in kept]
    return order[:3] == ["IDTA", "SCC", "ADDENDUM"] and "/" in said[kept[0].end : kept[1].start]


def _other_codes(said: str, kept: list[Mention]) -> list[tuple[int, str]]:
    codes: list[tuple[int, str]] = []
    after = 0
    for place, one in enumerate(kept):
        if one.concept in {"DPF", "PRIVACY_SHIELD"}:
            following = kept[place + 1].start if place + 1 < len(kept) else len(said)
            codes += [
                (one.start, code)
                for code in _framework(said[after : one.start], said[one.end : following], one.concept)
            ]
        elif one.concept in {"BCR", "BCR_UNSPECIFIED"}:
            codes += [(one.start, code) for code in _corporate_rules(said)]
        elif one.concept == "BARE_ADDENDUM":
            codes += [(one.start, code) for code in _addendum(said, kept)]
        elif one.concept in GROUNDS or one.concept in _CODES:
            if one.concept == "DPA" and place and _CONTAINER.search(said[: one.start]) and _is_ground(kept[place - 1]):
                pass  # "SCC in DPA": the agreement is only what carries the clauses
            elif not one.concept.startswith("SCC_20"):
                codes.append((one.start, _CODES.get(one.concept, one.concept)))
        if one.concept != "DATA_BRIDGE":
            after = one.end
    return codes


def _addendum(said: str, kept: list[Mention]) -> list[str]:
    """Return what an addendum is that nobody describes.

    Beside other tools of the UK it is the UK's; beside the clauses it is a part of them; else it is a DPA.
    """
    if not _SWISS.search(said) and (_UK.search(said) or any(one.concept == "IDTA" for one in kept)):
        return ["UK_ADDENDUM"]
    return [] if any(_is_ground(one) for one in kept) else ["ART28_DPA_ONLY"]


def _without_decisions_on_the_framework(said: str, kept: list[Mention]) -> list[Mention]:
    """Return the mentions without the adequacy decision that a framework is: "adequacy decision (DPF)" is one."""
    double = [
        one
        for one, following in pairwise(kept)
        if one.concept == "ADEQUACY"
        and following.concept == "DPF"
        and _ONE_PHRASE.match(said[one.end : following.start])
    ]
    return [one for one in kept if one not in double]


def _is_ground(one: Mention) -> bool:
    return one.concept in {"SCC", "DPF", "BCR", "IDTA", "ADDENDUM"} or one.concept.startswith("SCC_20")


def _framework(before: str, after: str, concept: str) -> list[str]:
    """Return whose framework is meant: the EU's unless Switzerland or the United Kingdom is named beside it."""
    beside = before.rsplit(";", maxsplit=1)[-1]
    following = _PAIR.match(after)
    beside += " " + (following[0] if following else "")
    swiss, uk, eu = _SWISS.search(beside), _UK.search(beside), _EU.search(beside)
    if concept == "PRIVACY_SHIELD":
        return ["PRIVACY_SHIELD_EU_US"] * bool(eu or not swiss) + ["PRIVACY_SHIELD_SWISS_US"] * bool(swiss)
    return ["DPF_EU_US"] * bool(eu or not (swiss or uk)) + ["DPF_UK_EXT"] * bool(uk) + ["DPF_SWISS_US"] * bool(swiss)


_FOR_CONTROLLERS: Final = re.compile(rf"bcrs?[\s\-('/]*c(?!\w)|{either(w for w in CLAUSES['controller'] if w != 'c')}")
_FOR_PROCESSORS: Final = re.compile(
    rf"(?:bcrs?|and|och|og|und|et|/|&|\+)[\s\-('/]*p(?!\w)|"
    rf"{either(w for w in CLAUSES['processor'] if w != 'p')}|auftragsverarbeit\w*"
)


def _corporate_rules(said: str) -> list[str]:
    types = ["BCR_C"] * bool(_FOR_CONTROLLERS.search(said)) + ["BCR_P"] * bool(_FOR_PROCESSORS.search(said))
    return types or ["BCR_UNSPECIFIED"]


def _blanked(said: str, found: Iterable[Mention]) -> str:
    letters = list(said)
    for one in found:
        letters[one.start : one.end] = "x" * (one.end - one.start)
    return "".join(letters)


def _ordered(codes: list[tuple[int, str]]) -> tuple[str, ...]:
    """Return each code once, in order, without those that say less than another that stands beside them."""
    found = list(dict.fromkeys(code for _, code in sorted(codes, key=lambda one: one[0])))
    if len(found) == 1:
        return tuple(found)
    families = {code: GROUNDS[code].family for code in found}
    drop: set[str] = set()
    if any(family != "none" for family in families.values()) or "EEA" in found:
        drop |= _STANDS_ALONE
    if any(code.startswith("ART49_") and code != "ART49_UNSPECIFIED" for code in found):
        drop.add("ART49_UNSPECIFIED")
    if "ART6_BASIS_NOT_TRANSFER" in found:
        drop |= (
            {"ART49_CONSENT", "ART49_CONTRACT"}
            if not any(code == "ART49_UNSPECIFIED" for code in found)
            else {"ART6_BASIS_NOT_TRANSFER"}
        )
    if {"BCR_C", "BCR_P"} & set(found):
        drop.add("BCR_UNSPECIFIED")
    if any(code.startswith("SCC_") and code != "SCC_UNSPECIFIED" for code in found):
        drop.add("SCC_UNSPECIFIED")
    kept = [code for code in found if code not in drop]
    for code in reversed(_LAST_RESORT):
        if code in kept and len(kept) > 1:
            kept.remove(code)
    return tuple(kept) or ("UNKNOWN",)
