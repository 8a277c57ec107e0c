"""Articles of the GDPR as people cite them: Art. 49(1)(a), art 49.1 a, Art. 46 Abs. 2 lit. c."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_PARAGRAPH: Final = r"(?:abs(?:atz)?|paragra\w*|paras?|par|stk|stykke|nr|no|ledd|mom|st|al|§)\.?"
_LETTER: Final = r"(?:lit(?:t?era)?|litra|letter|bokstav|bogstav|buchst(?:abe)?|point|punkt|pkt|led|let)\.?"
_ARTICLE: Final = re.compile(
    rf"(?<!\w)(?:(?:art(?:icles?|ikel|ikkel|ikeln|icolo|\.)?|§)\s*\.?\s*|(?=\d+\(\d\)\())"
    rf"(?P<article>\d{{1,2}})(?![\d/])"
    rf"(?:\s*[,.]?\s*(?:{_PARAGRAPH}\s*)?\(?(?P<paragraph>[1-5])(?![\d/])\)?\.?)?"
    r"(?:\s*,?\s*(?:forsta|forste|first|erster?) (?:stycket|ledd|stykke|afsnit|subparagraph|unterabsatz))?"
    rf"(?:\s*[,.]?\s*(?:{_PARAGRAPH}\s*)?(?:{_LETTER}\s*)?\(?(?P<letter>[a-h])\)?(?!\w))?"
)
_WHOLE: Final = {
    "45": "ADEQUACY",
    "47": "BCR_UNSPECIFIED",
    "49": "ART49_UNSPECIFIED",
    "6": "ART6_BASIS_NOT_TRANSFER",
    "9": "ART6_BASIS_NOT_TRANSFER",
    "40": "CODE_OF_CONDUCT",
    "42": "CERTIFICATION",
    "28": "ART28_DPA_ONLY",
    "26": "NOT_A_GROUND",
    "32": "SUPPLEMENTARY_MEASURE_ONLY",
}
_TOOLS: Final = {
    ("2", "a"): "PUBLIC_BODY_INSTRUMENT",
    ("2", "b"): "BCR_UNSPECIFIED",
    ("2", "c"): "SCC",
    ("2", "d"): "SCC",
    ("2", "e"): "CODE_OF_CONDUCT",
    ("2", "f"): "CERTIFICATION",
    ("3", "a"): "AD_HOC_CLAUSES",
    ("3", "b"): "PUBLIC_BODY_ARRANGEMENT",
}
_DEROGATIONS: Final = {"a": "ART49_CONSENT", "b": "ART49_CONTRACT", "c": "ART49_CONTRACT", "e": "ART49_LEGAL_CLAIMS"}


def articles(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield what each cited article stands for, with its place in the text."""
    for found in _ARTICLE.finditer(text):
        article, paragraph, letter = found["article"], found["paragraph"], found["letter"]
        if article == "46":
            code = _TOOLS.get((paragraph or "2", letter or ""), "UNKNOWN")
        elif article == "49":
            code = _DEROGATIONS.get(letter or "", "ART49_UNSPECIFIED")
        elif article in _WHOLE and not (article == "28" and paragraph == "7"):
            code = _WHOLE[article]
        else:
            continue
        yield code, found.start(), found.end()
