"""A list that was pasted into one column, line by line, with the headings that say where or what."""

from __future__ import annotations

from imports.brands import aliases_of
from imports.bullets import Bullet, is_bulleted, places_of_heading, read_line
from imports.mapping import letter_of
from imports.model import Grid, Raw, Row, Skipped
from imports.places import Places, read_places
from imports.sheet_rows import Line, show
from imports.transfers import named_grounds


def read_pasted(grid: Grid, lines: list[Line]) -> tuple[list[Row], list[Skipped]]:
    """Return the vendors of a pasted list, and the lines that name none."""
    pasted = _Pasted(grid, bulleted=False)
    texts = [show(line.values[min(line.values)]) for line in lines]
    pasted.bulleted = sum(map(is_bulleted, texts)) >= max(2, len(texts) / 4)
    for line, text in zip(lines, texts, strict=True):
        # A whole list may stand in one cell.
        parts = [part for part in text.split("\n") if part.strip()] if pasted.bulleted else [text]
        for part in parts:
            pasted.read(line, text, part)
    if pasted.bulleted or _reads_as_list(pasted.rows, len(lines)):
        return pasted.rows, pasted.skipped
    return [], [
        Skipped(grid.sheet, line.number, "no list of vendors", text[:200])
        for line, text in zip(lines, texts, strict=True)
    ]


def _reads_as_list(rows: list[Row], lines: int) -> bool:
    """Tell whether lines without bullets are a list of vendors rather than a text."""
    return len(rows) >= max(2, lines / 2) and any(row.purpose for row in rows)


class _Pasted:
    """The list as far as it has been read, and the headings that hold for the next line."""

    def __init__(self, grid: Grid, *, bulleted: bool) -> None:
        self.grid, self.bulleted = grid, bulleted
        self.rows: list[Row] = []
        self.skipped: list[Skipped] = []
        self.places, self.where, self.section = Places(), "", ""

    def read(self, line: Line, text: str, part: str) -> None:
        bullet = read_line(part, bulleted=self.bulleted)
        if bullet is not None:
            self.rows.append(self._row(line, text, bullet))
            return
        self.places = places_of_heading(part)
        self.where = part if self.places else ""
        if not self.places:
            self.section = part.rstrip(":")
        self.skipped.append(Skipped(self.grid.sheet, line.number, "heading", part[:200]))

    def _row(self, line: Line, text: str, bullet: Bullet) -> Row:
        places = read_places(bullet.place) if bullet.place else self.places
        flags = ["pasted_list"]
        if self.places and not bullet.place:
            flags.append("country_from_heading")
        if places.inferred:
            flags.append("country_inferred")
        if line.number in self.grid.hidden_rows:
            flags.append("hidden_row")
        column = min(line.values)
        return Row(
            sheet=self.grid.sheet,
            row=line.number,
            name=bullet.name,
            aliases=aliases_of(bullet.name),
            purpose=bullet.purpose,
            countries=(*places.countries, *places.inferred),
            inferred=places.inferred,
            regions=places.regions,
            location_text=bullet.place or self.where,
            grounds=named_grounds(bullet.ground),
            ground_text=bullet.ground,
            section=self.section,
            flags=tuple(flags),
            raw=(Raw(column, letter_of(column), "", text),),
        )
