"""Which transfer grounds a row declares, in whichever cell: no hint is taken for a declaration."""

from __future__ import annotations

from imports.context import Context, Draft, neat
from imports.model import Value
from imports.sheet_rows import show
from imports.transfers import WITHOUT, Declared, Question, named_grounds, read_declared, says_no_transfer
from imports.words import folded, words
from law.grounds import GROUNDS


def grounds_of(context: Context, values: dict[int, Value], draft: Draft) -> tuple[tuple[str, ...], str]:
    """Return the grounds of a row in order, and the texts that they were read from."""
    found: list[str] = []
    told: list[str] = []
    for column in context.fields.get("ground", ()):
        if column in values:
            text = neat(show(values[column]))
            declared = _declared(context, column, text)
            draft.flags.extend(declared.flags)
            found.extend(declared.grounds)
            told.append(text)
    for name in ("location", "dpa"):
        for column in context.fields.get(name, ()):
            _take(values.get(column), found, told)
    if not found:
        for column in context.prose:
            if _take(values.get(column), found, told) or _take_none(values.get(column), found, told):
                draft.flags.append("ground_in_other_column")
    if any(GROUNDS[code].family != "none" for code in found):
        draft.flags[:] = [flag for flag in draft.flags if flag != WITHOUT]  # another cell says on which
    if not told:
        return (), ""
    return _most_exact(list(dict.fromkeys(found))), " | ".join(dict.fromkeys(t for t in told if t))


def _declared(context: Context, column: int, text: str) -> Declared:
    """Return what a cell declares; a mere cross under a header that names a ground declares that ground."""
    asked = context.mapping.questions.get(column)
    if asked is None:
        answer = words().answers.get(folded(text))
        if answer in ("yes", "no"):
            return Declared(named_grounds(context.header[column]) if answer == "yes" else ())
    question: Question = "transfer" if asked == "transfer" else "inside" if asked == "inside" else "ground"
    return read_declared(text, question)


def _take(value: Value, found: list[str], told: list[str]) -> bool:
    if isinstance(value, str) and (named := named_grounds(value)):
        found.extend(named)
        told.append(neat(value))
        return True
    return False


def _take_none(value: Value, found: list[str], told: list[str]) -> bool:
    if isinstance(value, str) and says_no_transfer(value):
        found.append("EEA")
        told.append(neat(value))
        return True
    return False


def _most_exact(codes: list[str]) -> tuple[str, ...]:
    """Leave out a ground of unstated kind where another cell states the kind."""
    return tuple(code for code in codes if not any(_narrows(other, code) for other in codes))


def _narrows(one: str, other: str) -> bool:
    """Tell whether `one` is a kind of `other`, such as SCC_2021_M2 of SCC_2021_UNSPECIFIED."""
    kind = other.removesuffix("_UNSPECIFIED")
    return other not in (one, kind) and one.startswith(f"{kind}_")
