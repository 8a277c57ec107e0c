"""Reading the streams of an OLE compound file, as old .xls files and encrypted workbooks are."""

from __future__ import annotations

import struct

from imports.sheets import damaged

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFF8  # markers above this name no sector
_HEADER = 512
_ENTRY = 128


def streams(data: bytes) -> dict[str, bytes]:
    """Return the streams of a compound file by name; raises `Refused` when its chains are broken."""
    try:
        return _Compound(data).streams()
    except (struct.error, IndexError, UnicodeDecodeError, OverflowError) as error:
        raise damaged("Its inner directory cannot be followed.") from error


class _Compound:
    """A compound file and its allocation tables."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        shift, mini_shift = struct.unpack_from("<HH", data, 30)
        self.size, self.mini_size = 1 << min(shift, 16), 1 << min(mini_shift, 12)
        _, self.first_directory, _, self.cutoff, first_mini, _, first_more, _ = struct.unpack_from("<8I", data, 44)
        sectors = [s for s in struct.unpack_from("<109I", data, 76) if s < _END]
        seen: set[int] = set()
        while first_more < _END and first_more not in seen:
            seen.add(first_more)
            table = struct.unpack(f"<{self.size // 4}I", self._sector(first_more))
            sectors += [s for s in table[:-1] if s < _END]
            first_more = table[-1]
        self.next = b"".join(self._sector(s) for s in sectors)
        self.mini_next = self._chain(first_mini)

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self.size if self.size > _HEADER else _HEADER + number * self.size
        sector = self.data[start : start + self.size]
        if not sector:
            raise IndexError(number)
        return sector.ljust(self.size, b"\0")

    def _chain(self, number: int) -> bytes:
        parts, seen = [], set[int]()
        while number < _END:
            if number in seen:
                raise IndexError(number)
            seen.add(number)
            parts.append(self._sector(number))
            (number,) = struct.unpack_from("<I", self.next, number * 4)
        return b"".join(parts)

    def _mini_chain(self, number: int, store: bytes) -> bytes:
        parts, seen = [], set[int]()
        while number < _END and number not in seen:
            seen.add(number)
            parts.append(store[number * self.mini_size : (number + 1) * self.mini_size])
            (number,) = struct.unpack_from("<I", self.mini_next, number * 4)
        return b"".join(parts)

    def streams(self) -> dict[str, bytes]:
        directory = self._chain(self.first_directory)
        found: dict[str, bytes] = {}
        store = b""
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            first, size = struct.unpack_from("<IQ", directory, at + 116)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
            size &= 0xFFFFFFFF
            if kind == 5:
                store = self._chain(first)
            elif kind == 2 and size:
                whole = self._mini_chain(first, store) if size < self.cutoff else self._chain(first)
                found[name] = whole[:size]
        return found
