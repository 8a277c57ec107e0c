"""A finding in words: its rule's sentence, with places and grounds by name, in the language of the person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date

from accounts.i18n import gettext as _
from register.lawtext import because, place_name, todo
from register.rules import RULES
from register.words import GROUNDS, REGIONS

LAW = "law_"
GROUND_RULES = frozenset({"invalid_ground", "incomplete_ground", "ground_to_review"})


class Shown(dict[str, str]):
    """What a sentence needs; a parameter that an older finding does not have leaves a mark, not an error."""

    def __missing__(self, key: str) -> str:
        """Return the mark."""
        return f"({key})"


def finding_text(
    rule: str, params: str | Mapping[str, str], organisation: str, since: date | None
) -> tuple[str, str, str]:
    """Return title, sentence and what to do; a rule that no longer exists has its name as its title."""
    known: dict[str, str] = json.loads(params) if isinstance(params, str) else dict(params)
    if rule not in RULES:
        return rule, "", ""
    found = RULES[rule]
    form = found.forms.get(known.get("form", "")) or next(iter(found.forms.values()))
    legal = {key.removeprefix(LAW): value for key, value in known.items() if key.startswith(LAW)}
    reason = known.get("reason", "")
    citation = legal.get("citation", "")
    values = Shown(
        {
            **known,
            "organisation": organisation,
            "since": since.isoformat() if since else "",
            "place": _place(known),
            "region": _(REGIONS[known["region"]]) if known.get("region") in REGIONS else "",
            "ground": _(GROUNDS[known["ground"]]) if known.get("ground") in GROUNDS else known.get("ground", ""),
            "citation": citation,
            "because": because(reason, legal, citation),
        }
    )
    # What the law asks for is more to the point than what the rule asks for; of a promise or a gap it knows nothing.
    legal_step = todo(reason, legal, citation) if rule in GROUND_RULES else ""
    what_to_do = legal_step or _(form.todo).format_map(values)
    return _(found.title), " ".join(_(form.sentence).format_map(values).split()), what_to_do


def _place(known: Mapping[str, str]) -> str:
    if known.get("country"):
        return place_name(known["country"])
    if known.get("region"):
        return _(REGIONS[known["region"]])
    return _("Country not recorded")
