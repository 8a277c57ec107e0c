"""Files of the look: read once at start, named by their content so that browsers keep them."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from pathlib import Path

from litestar import Response, get
from litestar.params import FromPath, FromQuery

from accounts.errors import NotFound
from accounts.web import AnyRequest

FOLDER = Path(__file__).parent / "static"
IMPORT = re.compile(r'@import url\("([^"]+)"\);')
FOREVER = "public, max-age=31536000, immutable"
# The stored form of a font is compressed already; what else is served is text.
TYPES = {".woff2": "font/woff2", ".js": "text/javascript", ".css": "text/css"}


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    content: bytes
    media_type: str
    digest: str


class Assets:
    """All files under app/static."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._files = {
            path.relative_to(folder).as_posix(): read(path) for path in sorted(folder.rglob("*")) if path.is_file()
        }

    def url(self, name: str) -> str:
        """Return the address of a file, which changes with its content; raise KeyError where there is none."""
        return f"/static/{name}?v={self._files[name].digest}"

    def find(self, name: str) -> Asset | None:
        """Return a file by its path under app/static."""
        return self._files.get(name)


def read(path: Path) -> Asset:
    """Read one file; a style sheet takes in what it imports, so that a page costs one request for its look."""
    content = path.read_bytes()
    if path.suffix == ".css":
        content = IMPORT.sub(lambda name: (path.parent / name[1]).read_text("utf-8"), content.decode()).encode()
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(content, media_type, hashlib.sha256(content).hexdigest()[:12])


@get("/static/{name:path}", opt={"public": True}, sync_to_thread=False)
def asset(request: AnyRequest, name: FromPath[str], v: FromQuery[str] = "") -> Response[bytes]:
    """Serve one file of the look."""
    assets: Assets = request.app.state.assets
    found = assets.find(str(name).lstrip("/"))
    if found is None:
        raise NotFound("There is no such file.")
    headers = {"etag": f'"{found.digest}"', "cache-control": FOREVER if v == found.digest else "no-cache"}
    if request.headers.get("if-none-match") == headers["etag"]:
        return Response(b"", status_code=304, headers=headers, media_type=found.media_type)
    return Response(found.content, headers=headers, media_type=found.media_type)
