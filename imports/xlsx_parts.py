"""The parts of an .xlsx that all its sheets share: strings and styles."""

from __future__ import annotations

import re

from imports.clean import clean

_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
_DURATION = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DURATIONS = {"46"}
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")


class Strings:
    """The shared strings, cleaned; `marked` holds the numbers of those that had unwanted characters."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self.marked: set[int] = set()
        self._parts: list[str] = []
        self._open = False
        self._phonetic = 0

    def start(self, tag: str, _attributes: dict[str, str]) -> None:
        """Note what opens."""
        if tag == "t":
            self._open = not self._phonetic
        elif tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._phonetic += 1

    def end(self, tag: str) -> None:
        """Note what ends."""
        if tag == "t":
            self._open = False
        elif tag == "rPh":
            self._phonetic -= 1
        elif tag == "si":
            text, marked = clean(unescape("".join(self._parts)))
            if marked:
                self.marked.add(len(self.all))
            self.all.append(text)

    def text(self, data: str) -> None:
        """Take a piece of text."""
        if self._open:
            self._parts.append(data)


def unescape(text: str) -> str:
    """Return a text with the characters that Excel writes as _x000D_."""
    return _ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) if "_x" in text else text


class Styles:
    """Which cell styles show a date, which a duration, and which are bold."""

    def __init__(self) -> None:
        self.dates: set[str] = set()
        self.durations: set[str] = set()
        self.bold: set[str] = set()
        self._formats: dict[str, str] = {}
        self._fonts: list[bool] = []
        self._where = ""
        self._count = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Note what opens."""
        if tag in ("numFmts", "fonts", "cellXfs", "cellStyleXfs", "dxfs"):
            self._where = tag
        elif tag == "numFmt" and self._where == "numFmts":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "font" and self._where == "fonts":
            self._fonts.append(False)
        elif tag == "b" and self._where == "fonts" and self._fonts:
            self._fonts[-1] = attributes.get("val", "1") not in ("0", "false")
        elif tag == "xf" and self._where == "cellXfs":
            number = str(self._count)
            self._count += 1
            code = attributes.get("numFmtId", "0")
            if code in _DURATIONS or _DURATION.search(self._formats.get(code, "")):
                self.durations.add(number)
            elif self._is_date(code):
                self.dates.add(number)
            font = attributes.get("fontId", "0")
            if font.isdecimal() and int(font) < len(self._fonts) and self._fonts[int(font)]:
                self.bold.add(number)

    def _is_date(self, number: str) -> bool:
        code = self._formats.get(number)
        if code is None:
            return number.isdecimal() and int(number) in _DATE_FORMATS
        bare = _NOT_CODE.sub("", code.split(";")[0]).lower()
        return any(c in bare for c in "ymdhs") and "general" not in bare

    def end(self, tag: str) -> None:
        """Note what ends."""
        if tag == self._where:
            self._where = ""

    def text(self, data: str) -> None:
        """Take a piece of text: none of it matters here."""
