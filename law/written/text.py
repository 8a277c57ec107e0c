"""Text made comparable: small letters, no accents, plain dashes, slips of the keyboard mended."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from law.names import fold

LONGEST: Final = 500  # letters; a ground is named shortly, and what a hostile cell repeats is not read to its end
_LINES: Final = re.compile(r"[\n\r•|·●▪]+")
_YES_MARKS: Final = re.compile(r"[✅✓✔☑☒\u2611\ufe0f*†‡\u200b-\u200f\u202a-\u202e\ufeff]")
_NO_MARKS: Final = re.compile(r"[❌✗✘✖]")
_DASHES: Final = re.compile(r"[‐‑‒–—―−]")
_ABBREVIATIONS: Final = (
    (re.compile(r"\bu\.\s?s\.(\s?a\.)?"), "us"),
    (re.compile(r"\bu\.\s?k\."), "uk"),
    (re.compile(r"\be\.\s?u\."), "eu"),
)
_QUOTES: Final = str.maketrans("`´‘“”", "'''\"\"")
_PAIR: Final = re.compile(r"\b(eu|ue|uk|swiss|ch|schweiz|suisse|sveits) ?[-/] ?(us|usa)\b")
_WORD: Final = re.compile(r"[a-z]{5,}")
_SHORTEST: Final = 6
_LONG: Final = 10
_TAIL: Final = 2
"""A slip in the beginning of a word is mended only if that beginning is long, or nearly the whole word."""
_REAL_WORDS: Final = ("contact", "kontakt", "contrast", "content", "contest", "private", "standing", "modul")
"""Beginnings of words that are one slip away from a term, and words of their own."""


def plain(text: str) -> str:
    """Return the text as terms are compared with it.

    A dash between spaces, a line break and a bullet become a semicolon.
    """
    marked = _NO_MARKS.sub(" no ", _YES_MARKS.sub(" ", _LINES.sub(" ; ", text)))
    folded = fold(_DASHES.sub("-", marked)).translate(_QUOTES)
    for pattern, short in _ABBREVIATIONS:
        folded = pattern.sub(short, folded)
    folded = _PAIR.sub(r"\1-\2", folded)
    return _one_letter(folded).replace(" - ", " ; ").replace("->", " ; now ").replace("→", " ; now ").strip()


def _one_letter(text: str) -> str:
    """Write the two-letter forms of ä and ö as one letter, so that Danish, German and careless spellings meet."""
    return text.replace("ae", "a").replace("oe", "o")


def pattern_text(term: str) -> str:
    """Return the regular expression of a term: a space for any space, hyphen or none, `*` for the rest of a word."""
    return _one_letter(term).replace(r"\w*", "*").replace("*", r"\w*").replace(" ", r"[\s\-_]*")


class Mender:
    """Mends slips in long words: one letter too many, too few, wrong, or two swapped."""

    def __init__(self, terms: Iterable[str]) -> None:
        words = {
            word
            for term in terms
            for word in re.findall(rf"[a-z]{{{_SHORTEST},}}", _one_letter(term.replace("\\w", " ")))
        }
        self._by_first: dict[str, list[str]] = {}
        for word in sorted(words, key=len, reverse=True):
            self._by_first.setdefault(word[0], []).append(word)
        self.mend = lru_cache(maxsize=8192)(self._mend)

    def __call__(self, text: str, understood: Iterable[tuple[int, int]]) -> str:
        """Return the text with words one slip away from a known word replaced by it, but for those understood."""
        spans = list(understood)
        return _WORD.sub(lambda w: w[0] if any(a <= w.start() < b for a, b in spans) else self.mend(w[0]), text)

    def _mend(self, word: str) -> str:
        known = self._by_first.get(word[0], [])
        if word.startswith(_REAL_WORDS):
            return word
        for stem in known:
            if word.startswith(stem):
                return word
            if len(stem) < _LONG and abs(len(word) - len(stem)) > _TAIL:
                continue
            if any(
                _one_slip(word[:length], stem)
                for length in (len(stem) - 1, len(stem), len(stem) + 1)
                if length <= len(word)
            ):
                return stem
        return word


def _one_slip(word: str, stem: str) -> bool:
    """Return whether one edit, or one swap of neighbours, makes the two equal."""
    start = next((i for i, (a, b) in enumerate(zip(word, stem, strict=False)) if a != b), min(len(word), len(stem)))
    rest, stem_rest = word[start:], stem[start:]
    return (
        rest[1:] == stem_rest[1:]
        or rest[1:] == stem_rest
        or rest == stem_rest[1:]
        or (rest[:2] == stem_rest[:2][::-1] and rest[2:] == stem_rest[2:])
    )
