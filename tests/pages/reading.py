"""Read a page as a browser does: its forms with what stands in their fields, its tables, its texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = {"input", "meta", "link", "br", "hr", "img", "rect", "path", "circle"}


@dataclass
class Form:
    """A form: where it goes, what a browser would send, and the id by which what stands outside belongs to it."""

    action: str
    method: str = "get"
    values: dict[str, str | list[str]] = field(default_factory=dict)
    name: str = ""

    def sent(self, **changes: str | list[str]) -> dict[str, str | list[str]]:
        """Return what is sent after somebody has typed some changes."""
        assert changes.keys() <= self.values.keys(), f"no such fields: {changes.keys() - self.values.keys()}"
        return {**self.values, **changes}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.described: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        # What stands outside its form is named by it, also before the form begins.
        self.outside: list[tuple[str, str, str]] = []
        self._open: list[str] = []
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            assert given["id"] not in self.ids, f"the id {given['id']} stands twice"
            self.ids.add(given["id"])
        if given.get("name") and "aria-describedby" in given and given.get("aria-invalid") == "true":
            self.described[given["name"]] = given["aria-describedby"]
        if tag not in VOID:
            self._open.append(given.get("id", ""))
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get"), name=given.get("id", "")))
        elif tag == "input" and self.forms:
            self._input(given)
        elif tag == "select":
            self._select = given["name"]
            self._put(self._select, "")
        elif tag == "option" and self._select and "selected" in given:
            self._replace(self._select, given["value"])
        elif tag == "textarea":
            self._area = given["name"]
            self._put(self._area, "")

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID and self._open:
            self._open.pop()
        if tag == "select":
            self._select = ""
        if tag == "textarea":
            # A browser leaves out the line break that follows the tag.
            self._replace(self._area, str(self._last(self._area)).removeprefix("\n"))
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self._replace(self._area, str(self._last(self._area)) + data)
        for name in self._open:
            if name:
                self.texts[name] = self.texts.get(name, "") + data

    def _input(self, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if not name or kind in {"search", "submit"}:
            return
        if "form" in given:
            self.outside.append((given["form"], name, given.get("value", "")))
            return
        if kind in {"checkbox", "radio"} and "checked" not in given:
            self.forms[-1].values.setdefault(name, "")
            return
        self._put(name, given.get("value", ""))

    def _put(self, name: str, value: str) -> None:
        values = self.forms[-1].values
        before = values.get(name, "")
        if name in values and before:
            values[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            values[name] = value

    def _replace(self, name: str, value: str) -> None:
        values = self.forms[-1].values
        before = values[name]
        values[name] = [*before[:-1], value] if isinstance(before, list) else value

    def _last(self, name: str) -> str:
        value = self.forms[-1].values[name]
        return value[-1] if isinstance(value, list) else value


@dataclass(frozen=True)
class Seen:
    """A page as it was read; no id stands in it twice."""

    forms: list[Form]
    ids: set[str]
    texts: dict[str, str]
    described: dict[str, str]

    def form(self, action: str, method: str = "post") -> Form:
        """Return the last form that goes to an address: in the frame of the page stands another one that searches."""
        *_, found = [form for form in self.forms if (form.action, form.method) == (action, method)]
        return found

    def error(self, name: str) -> str:
        """Return the sentence beside a field that is marked as wrong; fails where the field does not point to it."""
        assert f"e-{name}" in self.described[name].split(), f"{name} is not described by its error"
        return self.texts[f"e-{name}"].strip()


def see(html: str) -> Seen:
    """Return a page as a browser sees it."""
    reader = _Reader()
    reader.feed(html)
    for owner, name, value in reader.outside:
        (form,) = [form for form in reader.forms if form.name == owner]
        form.values[name] = value
    return Seen(reader.forms, reader.ids, reader.texts, reader.described)
