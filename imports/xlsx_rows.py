"""The rows of a sheet that are written as nearly all are, read without a call for every tag.

They are cut out of what the XML parser is given, so it still sees, and checks, everything else: a row in any other form
goes to it, and after anything that is no row it gets all that follows.
"""

from __future__ import annotations

import re
from typing import Protocol

_START = b"<sheetData>"
_END = b"</row>"
_LONGEST = 1 << 22  # bytes that are held back in the hope of the end of a row
_ROW = re.compile(r'<row r="(\d{1,7})"((?: [A-Za-z0-9:]+="[^"<&]*")*)>')
# Neither references to characters nor controls, which the parser resolves or refuses.
_TEXT = r"[^<&\x00-\x08\x0b-\x1f]*"
_CELL = re.compile(
    r'(<c r="([A-Z]{1,3})\d{1,7}"(?: s="(\d+)")?(?: t="([a-z]+|inlineStr)")? ?'
    rf'(?:/>|>(?:<v>({_TEXT})</v>|<is><t(?: xml:space="preserve")?>({_TEXT})</t></is>)</c>))'
)
_ATTRIBUTE = re.compile(r' ([A-Za-z0-9:]+)="([^"]*)"')


Written = tuple[str, str, str]  # the kind of a cell, its style, and its text


class Taker(Protocol):
    """What takes the rows that were read, each with its cells."""

    def take_row(self, attributes: dict[str, str], found: list[tuple[str, Written]]) -> None: ...  # noqa: D102


class Rows:
    """Cuts plain rows out of the parts of a sheet, piece by piece, and hands their cells on."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._held = b""
        self._in_rows = False
        self._done = False
        self._last = ""

    def cut(self, piece: bytes) -> bytes:
        """Return what of all pieces so far the parser is to be given now."""
        if self._done:
            return piece
        self._held += piece
        passed = b""
        if not self._in_rows:
            at = self._held.find(_START)
            if at < 0:
                return self._give_up() if len(self._held) > _LONGEST else b""
            passed = self._held[: at + len(_START)]
            if b"<!" in passed or passed.count(b"<?") > 1 or not _is_utf8(passed):
                return self._give_up()
            self._in_rows = True
            self._held = self._held[len(passed) :]
        return passed + self._plain()

    def rest(self) -> bytes:
        """Return what was held back when no more pieces come."""
        return b"" if self._done else self._give_up()

    def _give_up(self) -> bytes:
        self._done = True
        held, self._held = self._held, b""
        # A row that follows without a number is the one after the last that was taken.
        return f'<row r="{self._last}"></row>'.encode() + held if self._last else held

    def _plain(self) -> bytes:
        end = self._held.rfind(_END) + len(_END)
        if end < len(_END):
            return self._give_up() if len(self._held) > _LONGEST else b""
        try:
            text = self._held[:end].decode()
        except UnicodeDecodeError:
            return self._give_up()
        self._held = self._held[end:]
        other: list[str] = []
        at = 0
        while at < len(text):
            row = _ROW.match(text, at)
            until = text.find("</row>", at)
            if row is None or row.end() > until:
                return self._all_from(other, text[at:])
            cells = _CELL.findall(text, row.end(), until)
            if sum([len(cell[0]) for cell in cells]) == until - row.end():
                self._take(row, cells)
            elif "<!" in text[at:until] or "<?" in text[at:until]:
                return self._all_from(other, text[at:])
            else:
                other.append(text[at : until + 6])
            self._last = row[1]
            at = until + 6
        return "".join(other).encode()

    def _all_from(self, other: list[str], text: str) -> bytes:
        self._held = text.encode() + self._held
        return "".join(other).encode() + self._give_up()

    def _take(self, row: re.Match[str], cells: list[tuple[str, ...]]) -> None:
        self._taker.take_row(
            {"r": row[1], **dict(_ATTRIBUTE.findall(row[2]))},
            [
                (letters, (kind or "n", style, value or inline))
                for _, letters, style, kind, value, inline in cells
                if value or inline
            ],
        )


def _is_utf8(head: bytes) -> bool:
    """Tell whether the part says, as all do, that it is written in UTF-8, or says nothing."""
    if head[:5] != b"<?xml":
        return head[:1] == b"<"
    declared = re.match(rb'<\?xml[^>]*?encoding=["\']([^"\']+)', head)
    return declared is None or declared[1].upper() == b"UTF-8"
