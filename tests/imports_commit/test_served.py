"""The import of a served register, and what ends it: a browser that goes away, and a power cut at any work."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import threading
from collections.abc import Callable
from contextlib import closing, suppress

import asyncpg
import httpx

from tests.imports_commit.test_pages import CLOUD, LIST, MAIL, text_of
from tests.pages.reading import see
from tests.support.process import Installation, Process, Server

PAUSE = threading.Event()
HALF = LIST.encode() + CLOUD.encode() * 10_000
# Where the server dies: what was read is not kept yet; what was done is written, but not committed.
READING, MATCHING = "imports.incoming.fill", "imports.matching._take"
COMMITTING, UNDOING = "imports.batches._apply+", "imports.undo._restore+"


class Desk:
    """The browser of the administrator of a served register."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=60)

    def close(self) -> None:
        """Close the browser."""
        self.client.close()

    def begin(self, link: str) -> None:
        """Become the administrator of a new register with one organisation."""
        typed = {"email": "privacy@example.org", "password": "correct horse battery staple"}
        self.send(link, "/first-administrator", **typed, name="Example AB", country="SE")

    def send(self, page: str, action: str, **typed: str) -> httpx.Response:
        """Send a form of a page."""
        return self.client.post(action, data=self.form(page, action) | typed)

    def form(self, page: str, action: str) -> dict[str, str | list[str]]:
        """Return what stands in a form of a page."""
        return see(self.client.get(page).text).form(action).values

    def says(self, path: str) -> str:
        """Return what a page says once nobody works on it any more."""
        while "hx-redirect" not in self.client.get(f"{path}/progress", headers={"hx-request": "true"}).headers:
            PAUSE.wait(0.2)  # as the page does, which leaves the processor to the work
        return text_of(self.client.get(path).text)

    def vendors(self) -> list[str]:
        """Return the names of all vendors."""
        return sorted(re.findall(r'href="/vendors/\d+[^"]*">([^<]+)</a>', self.client.get("/vendors").text))


def test_an_upload_that_is_cut_off_half_way_leaves_nothing_and_is_no_error(installation: Installation) -> None:
    # Serving fails for an error in the log.
    with installation.serve() as server, closing(Desk(server.address)) as desk:
        desk.begin(server.first_link)
        for how in (
            f"Content-Length: {2 * len(HALF)}\r\n\r\n",
            f"Transfer-Encoding: chunked\r\n\r\n{2 * len(HALF):x}\r\n",
        ):
            cut_off(desk, how)
            assert "Nothing has been imported yet" in text_of(desk.client.get("/imports").text)
            assert not list((installation.data / "uploads").glob("*"))


def cut_off(desk: Desk, how: str) -> None:
    """Send half of a file and go away."""
    proof = desk.form("/imports/new", "/imports")["_csrf"]
    url = desk.client.base_url
    cookies = "; ".join(f"{name}={value}" for name, value in desk.client.cookies.items())
    head = (
        f"POST /imports HTTP/1.1\r\nHost: {url.netloc.decode()}\r\nCookie: {cookies}\r\n"
        "Content-Type: multipart/form-data; boundary=X\r\n"
    )
    parts = (
        f'--X\r\nContent-Disposition: form-data; name="_csrf"\r\n\r\n{proof}\r\n'
        '--X\r\nContent-Disposition: form-data; name="file"; filename="vendors.csv"\r\n\r\n'
    )
    with socket.create_connection((url.host, url.port)) as browser:
        browser.sendall((head + how + parts).encode() + HALF)


def test_a_register_that_is_killed_at_its_work_goes_on_where_it_was(installation: Installation) -> None:
    with socket.socket() as free:  # a browser knows the register by its address
        free.bind(("127.0.0.1", 0))
        installation.settings["ART28_PORT"] = str(free.getsockname()[1])
    with closing(Desk(f"http://127.0.0.1:{installation.settings['ART28_PORT']}")) as desk:
        killed_at_each_work(installation, desk)


def killed_at_each_work(installation: Installation, desk: Desk) -> None:
    """Read, match, commit and undo an import, each with a power cut, and look at it after each."""
    server = trapped(installation, READING)
    desk.begin(server.first_link)
    form = desk.form("/imports/new", "/imports")
    form.pop("file", None)
    file = {"file": ("vendors.csv", (LIST + CLOUD + MAIL).encode())}
    died(installation, server, lambda: desk.client.post("/imports", data=form, files=file))

    server = trapped(installation, MATCHING)
    (path,) = set(re.findall(r"/imports/\d+", desk.client.get("/imports").text))
    assert "Add 2 vendors" in desk.says(path)
    died(installation, server, lambda: desk.send(f"{path}/columns", f"{path}/columns"))

    server = trapped(installation, COMMITTING)
    assert "Add 2 vendors" in desk.says(path)
    assert desk.vendors() == []
    died(installation, server, lambda: desk.send(path, f"{path}/commit"))

    server = trapped(installation, UNDOING)
    assert "What this import did" in desk.says(path)
    assert desk.vendors() == ["Cloud Ltd", "Mail AB"]
    died(installation, server, lambda: desk.send(path, f"{path}/undo"))

    with installation.serve():
        assert "This import was undone" in desk.says(path)
        assert desk.vendors() == []
        assert len(set(re.findall(r"/imports/\d+", desk.client.get("/imports").text))) == 1


def trapped(installation: Installation, step: str) -> Server:
    """Serve a register that dies as by a power cut at a step of its work."""
    words = ["tests.imports_commit.killed", step, "serve"]
    process = Process(words, installation.environment)
    return Server(process, process.read_until(re.compile(r"(http://127\.0\.0\.1:\d+)")).group(1))


def died(installation: Installation, server: Server, work: Callable[[], object]) -> None:
    """Ask for work that kills the server; on PostgreSQL let the time pass after which another may take it up."""
    with suppress(httpx.TransportError):  # or, where it takes its time, the page that says how far it has come
        work()
    assert server.process.process.wait(30) == -signal.SIGKILL
    server.process.kill()
    if installation.database_url:
        asyncio.run(outlive(installation.database_url))


async def outlive(url: str) -> None:
    """Let the claims of a process that died run out."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("UPDATE import_task SET claimed_until = NULL WHERE state = 'running'")
    finally:
        await connection.close()
