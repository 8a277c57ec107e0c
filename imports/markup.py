"""Reading the XML parts of workbooks: streamed, without entities, element by element."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from typing import NoReturn, Protocol
from xml.parsers import expat

from imports.sheets import damaged

_CHUNK = 1 << 16

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class Handler(Protocol):
    """What wants to hear of the elements of a part."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...  # noqa: D102
    def end(self, tag: str) -> None: ...  # noqa: D102
    def text(self, data: str) -> None: ...  # noqa: D102


class _Local(dict[str, str]):
    """The local name of each element name, worked out once."""

    def __missing__(self, name: str) -> str:
        self[name] = local = name.rpartition(":")[2]
        return local


def _no_doctype(*_: object) -> NoReturn:
    raise damaged("It declares XML entities, which no spreadsheet program writes.")


class Cutter(Protocol):
    """What takes some of a part for itself before it is parsed."""

    def cut(self, piece: bytes) -> bytes: ...  # noqa: D102
    def rest(self) -> bytes: ...  # noqa: D102


def parse(archive: zipfile.ZipFile, part: str, handler: Handler, cutter: Cutter | None = None) -> None:
    """Feed the part of `archive` named `part` to `handler`; names come without their prefix.

    With a `cutter`, only what it leaves is fed.

    Raises `Refused` for broken XML, document types and broken compression; `KeyError` when there is no such part.
    """
    local = _Local()
    start, end = handler.start, handler.end
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _no_doctype
    parser.EntityDeclHandler = _no_doctype
    parser.StartElementHandler = lambda name, attributes: start(local[name], attributes)
    parser.EndElementHandler = lambda name: end(local[name])
    parser.CharacterDataHandler = handler.text
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(cutter.cut(chunk) if cutter else chunk, False)  # noqa: FBT003 - expat's own signature
        parser.Parse(cutter.rest() if cutter else b"", True)  # noqa: FBT003
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise damaged(f"Its part {part} cannot be read.") from error
    except RuntimeError as error:  # what zipfile says of a part under a password
        raise damaged(f"Its part {part} is locked.") from error
    except Exception as error:
        if error.__class__.__module__ == "zlib":
            raise damaged(f"Its part {part} cannot be unpacked.") from error
        raise


def attribute(attributes: dict[str, str], name: str) -> str | None:
    """Return an attribute by its local name, whatever its prefix."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if key.endswith(f":{name}")), None)
