"""A browser that walks through every page, fills in every form with markup, and notes where any of it would run."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import httpx

from tests.security.world import LIST
from tests.support.browsing import BASE

# Ends an attribute of either kind and a tag, opens one that no page has, and is a template of the engine too.
MARKUP = """x7'"></title></textarea><x7 onx7=1>{{7*7}}&lt;x7"""
ESCAPED = "&lt;x7 onx7=1"
KEPT_TYPES = {"hidden", "email", "date", "number", "password", "url", "month", "color", "submit", "button"}
# They end the session or the account of whoever walks, and wait for others.
LEFT_OUT = re.compile(
    r"^/(session|language|theme|sign-in|audit/verification|organisation$|profile/(password|sessions|second-factor)"
    r"|people/\d+/(sessions|roles|deactivation|second-factor))"
)
# These take away what other forms are about, so they come last.
LAST = re.compile(
    r"/(removal|ending|cancellation|undo|revocation|leave|merges|dismissal|publication|retirement|conclusion|decision)$"
)
NUMBERS = re.compile(r"\d+")
HEADERS = {
    "content-security-policy": "frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=()",
    "cross-origin-opener-policy": "same-origin",
}
MOST_PAGES = 400


@dataclass
class FoundForm:
    """A form as it stands in a page: what it would send, and which of its fields take any text."""

    action: str
    method: str
    multipart: bool
    values: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> tuple[str, ...]:
        """What makes forms of many rows one: their address without numbers, and their fields."""
        place = NUMBERS.sub("N", urlsplit(self.action).path)
        return (self.method, place, *sorted(NUMBERS.sub("N", name) for name in (*self.values, *self.buttons)))


class Page(HTMLParser):
    """What stands in a page: its links, its forms, and what of the markup came alive."""

    def __init__(self, html: str, here: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.forms: list[FoundForm] = []
        self.alive: list[str] = []
        self.wrong: set[str] = set()
        self._form: FoundForm | None = None
        self._select = ""
        self.here = here
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link, a form, a field, and whatever no page of ours has."""
        given = {name: value or "" for name, value in attrs}
        if "x7" in tag or any("x7" in name or name.startswith("on") for name in given) or "style" in given:
            self.alive.append(f"<{tag} {' '.join(given)}>")
        if tag == "script" and not given.get("src", "").startswith("/static/"):
            self.alive.append("a script within the page")
        for name in ("href", "src", "action", "formaction"):
            if name in given and urlsplit(given[name]).scheme not in {"", "http", "https", "mailto"}:
                self.alive.append(f"{name}={given[name]}")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            action = urljoin(self.here, given.get("action", "") or self.here)
            self._form = FoundForm(action, given.get("method", "get").lower(), "multipart" in given.get("enctype", ""))
            self.forms.append(self._form)
        if self._form is not None:
            self._field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        """Leave a form or a choice."""
        if tag == "form":
            self._form = None
        if tag == "select":
            self._select = ""

    def _field(self, tag: str, given: dict[str, str]) -> None:
        form, name, kind = self._form, given.get("name", ""), given.get("type", "text")
        assert form is not None
        if given.get("aria-invalid") == "true":
            self.wrong.add(name)
        if tag == "option" and self._select:
            if given.get("value") and (not form.values[self._select] or "selected" in given):
                form.values[self._select] = given["value"]
        elif not name:
            return
        elif tag == "select":
            self._select = name
            form.values[name] = ""
        elif tag == "textarea" or (tag == "input" and kind in {"text", "search", "tel"}):
            form.values[name] = given.get("value", "")
            form.texts.append(name)
        elif tag == "input" and kind == "file":
            form.files.append(name)
        elif tag == "button" or kind == "submit":
            form.buttons.setdefault(name, given.get("value", ""))
        elif tag == "input":
            form.values.setdefault(name, given.get("value", "") or typed(kind))


def typed(kind: str) -> str:
    """Return what a person would type into a field that takes only one kind of text."""
    return {"date": "2026-12-31", "number": "12", "email": "x7@example.org", "checkbox": "on"}.get(kind, "")


@dataclass
class Walk:
    """A walk of one browser, and what it met."""

    client: httpx.AsyncClient
    pages: set[str] = field(default_factory=set)
    sent: set[tuple[str, ...]] = field(default_factory=set)
    faults: list[tuple[str, str]] = field(default_factory=list)
    escaped: set[str] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    to_do: deque[str] = field(default_factory=lambda: deque(["/"]))

    async def read_all(self) -> None:
        """Open every page that a link leads to, one for each kind of address, and send every form that stands there."""
        forms: deque[FoundForm] = deque()
        while self.to_do or forms:
            assert len(self.pages) < MOST_PAGES, "the walk does not end"
            if self.to_do:
                forms.extend(await self.open(self.to_do.popleft()))
            else:
                early = [form for form in forms if not LAST.search(urlsplit(form.action).path)]
                form = (early or forms)[0]
                forms.remove(form)
                await self.send(form)

    async def open(self, path: str) -> list[FoundForm]:
        """Open a page and return its forms."""
        kind = NUMBERS.sub("N", path)
        if kind in self.pages:
            return []
        self.pages.add(kind)
        return self.look(path, await self.client.get(path))

    async def send(self, form: FoundForm) -> None:
        """Send a form once for each of its buttons, with markup in each field that takes it."""
        path = urlsplit(form.action).path
        if form.kind in self.sent or LEFT_OUT.match(path):
            return
        self.sent.add(form.kind)
        filled = {name: MARKUP if name in form.texts else value for name, value in form.values.items()}
        filled |= form.buttons
        if form.method == "get":
            self.look(path, await self.client.get(path, params={**filled, "x7": MARKUP}))
            return
        files = {
            name: (f"{MARKUP}.csv", LIST.format('"' + MARKUP.replace('"', '""') + '"').encode()) for name in form.files
        }
        answer = await self.client.post(form.action, data=filled, files=files or None)
        self.look(form.action, answer)
        if answer.status_code == 422:
            # What does not take any text keeps what stood there, so that the rest of the form arrives.
            kept = {name: form.values.get(name, "") for name in Page(answer.text, path).wrong}
            self.look(form.action, await self.client.post(form.action, data={**filled, **kept}, files=files or None))

    def look(self, path: str, answer: httpx.Response) -> list[FoundForm]:
        """Note what is wrong with an answer, and where it leads; return the forms of a page."""
        self.head(path, answer)
        leads = answer.headers.get("location", "")
        if leads:
            self.accepted.add(NUMBERS.sub("N", urlsplit(path).path))
            if urlsplit(urljoin(BASE, leads)).netloc != urlsplit(BASE).netloc:
                self.faults.append((path, f"leads away to {leads}"))
            self.to_do.append(ours(leads, path))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        page = Page(answer.text, path)
        self.faults += [(path, alive) for alive in page.alive]
        if re.search(r"(?i)<x7|\b49&lt;x7|x7'\"", answer.text):
            self.faults.append((path, "markup as it was typed"))
        if ESCAPED in answer.text:
            self.escaped.add(NUMBERS.sub("N", urlsplit(path).path))
        self.to_do += [ours(link, path) for link in page.links if is_ours(link)]
        return page.forms

    def head(self, path: str, answer: httpx.Response) -> None:
        """Note what the head of an answer lacks."""
        for name, wanted in HEADERS.items():
            if wanted not in answer.headers.get(name, ""):
                self.faults.append((path, f"no {name}"))
        if "unsafe" in answer.headers.get("content-security-policy", ""):
            self.faults.append((path, "a policy that lets anything run"))
        if any(
            "httponly" not in one.lower() or "samesite" not in one.lower()
            for one in answer.headers.get_list("set-cookie")
        ):
            self.faults.append((path, "a cookie within reach"))
        if answer.status_code >= 500:
            self.faults.append((path, f"status {answer.status_code}"))


def is_ours(link: str) -> bool:
    """Return whether a link leads to a page of the register."""
    parts = urlsplit(urljoin(BASE, link))
    return parts.netloc == urlsplit(BASE).netloc and not parts.path.startswith("/static/")


def ours(link: str, here: str) -> str:
    """Return the path of a link; of lists only the path, because their filters make endless addresses."""
    return urlsplit(urljoin(urljoin(BASE, here), link)).path
