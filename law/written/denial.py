"""Grounds that a text names only to deny them: "no Privacy Shield", "kein DPF", "SCC (not on the DPF list)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from law.written.terms import Mention

_BOUNDARY: Final = re.compile(
    r"[;,.!?]|\b(?:but|aber|sondern|men|mais|however|dock|jedoch|instead(?! of)|i ?stallet(?! for)|stattdessen|now|nu|na|jetzt|desormais|maintenant|ma)\b"
)
_BEFORE: Final = re.compile(
    r"\b(?:no|not(?! only)|non|without|never|neither|nor|lack(?:s|ing)?|instead of|in place of|rather than|replac(?:es|ed|ing|ement)(?: for| of)?(?! by)|"
    r"former(?:ly)?|previous(?:ly)?|no longer|kein\w*|nicht(?! nur)|ohne|statt|anstatt|anstelle|ersetzt|fruher\w*|ehemal\w*|vormal\w*|weder|"
    r"ingen|inget|inga|intet|inte(?! bara)|ej|icke|ikke(?! bare| kun)|ikkje|utan|uten|uden|saknar|mangler|(?:i ?stallet|i stedet|istedenfor|istedet) for|istedenfor|tidigare|tidligere|"
    r"ersatter|erstatter|varken|verken|hverken|pas|sans|aucun\w*|jamais|au lieu d\w*|remplac\w*|ancien\w*|ex|geen|niet|zonder|nessun\w*|senza|non)"
    r"(?:[\s\-('\"]+[\w'/:.]+){0,5}[\s\-('\"]*$"
)
_AFTER: Final = re.compile(
    r"^[\s:=()\-]*(?:is|are|er|ar|ist|est|sind|was)?\s*(?:no|nej|nei|nein|non|not|inte|ej|ikke|ikkje|nicht|saknas|mangler|fehlt|manque\w*|missing|none|ingen|kein\w*|niet|unavailable|withdrawn)\b"
    r"(?!\s*(?:yet|ennu|annu|enda|noch|encore)?\s*(?:sign\w*|under\w*|unter\w*|complet\w*|verif\w*|confirm\w*|check\w*|kontroll\w*|gepruft|yet|annu|enda|only|bara|nur|document\w*|dokument\w*))"
)
_DEAD: Final = re.compile(
    r"^[\s:=()\-]*(?:is|are|er|ar|ist|est|was|now|nu|nun)?\s*(?:no longer|invalid\w*|ogiltig\w*|ugyldig\w*|ungultig\w*|expired|upphav\w*|upphort|opphevet|ophavet|annul\w*|aufgehoben|"
    r"(?:nicht|inte|ikke) (?:mehr|langre|lenger|langere) ?(?:gultig|giltig\w*|gyldig\w*|valid)?|invalide\w*|caduc|obsolete|outdated|utgatt|utgaatt|udlobet|abgelaufen|discontinued|dead)\b"
)
_REPLACED: Final = re.compile(
    r"(?:\breplaced (?:by|with)|\bersatt(?:es)? (?:av|med)|\berstatt\w* (?:av|af|med)|\bersetzt durch|\bremplace\w* par|\bsuperseded by|\bvervangen door|; now)\W*(?:the|den|det|die|das|le|la|les|nya|nye|new)?\W*$"
)
_WEAK: Final = frozenset({"NO_GROUND", "DONT_KNOW", "BARE_CONTRACT"})
"""Words that neither deny nor divide: "not certified under the DPF"."""
_CARRIES_ON: Final = re.compile(r"^[\s,/]*(?:or|nor|eller|oder|ou|noch|and|och|og|und|et)?[\s,/]*(?:the|den|eu-us|swiss-us)?[\s\-]*$")


def affirmed(text: str, found: Sequence[Mention]) -> list[Mention]:
    """Return the mentions that the text does not deny; what is only called dead stays if nothing else is named."""
    kept: list[Mention] = []
    dead: list[Mention] = []
    denied_before = False
    weak = [one for one in found if one.concept in _WEAK]
    found = [one for one in found if one.concept not in _WEAK]
    for place, one in enumerate(found):
        previous = found[place - 1].end if place else 0
        following = found[place + 1].start if place + 1 < len(found) else len(text)
        before, after = text[previous : one.start], text[one.end : following]
        if _REPLACED.search(after):
            denied = True
        elif denied_before and before.strip(" ") == "utan":
            denied = False  # Swedish "inte X utan Y": not X but Y
        elif denied_before and _CARRIES_ON.match(before) and not before.strip(" ").startswith(","):
            denied = True
        else:
            denied = _denied(before, text[one.start : one.end])
        if not denied and _DEAD.match(after):
            dead.append(one)
        elif not denied and not _AFTER.match(after):
            kept.append(one)
        denied_before = denied
    return sorted([*(kept or dead), *weak], key=lambda one: one.start)


def _denied(before: str, term: str) -> bool:
    cut = list(_BOUNDARY.finditer(before))
    clause = before[cut[-1].end() :] if cut else before
    if term[:1].isdigit() and re.search(r"\bno?\.?\s*$|\bnr\.?\s*$", clause):
        return False  # "Decision No 2010/87" counts, it does not deny
    return _BEFORE.search(clause) is not None
