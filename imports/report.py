"""What was understood of a file, for a machine as JSON and for a person as a short report."""

from __future__ import annotations

from collections import Counter
from typing import Any

from imports.model import Row, Understood

_SHOWN = 12


def as_json(understood: Understood) -> dict[str, Any]:
    """Return what was understood in the shape that the command prints."""
    return {
        "vendors": [vendor(row) for row in understood.vendors],
        "skipped": [{"sheet": s.sheet, "row": s.row, "why": s.why, "text": s.text} for s in understood.skipped],
        "duplicates": [[_place(p.sheet, p.row, p.column) for p in d.rows] for d in understood.duplicates],
        "duplicate_reasons": [d.reason for d in understood.duplicates],
        "problems": [
            {
                "sheet": p.sheet,
                "row": p.row,
                "column": p.column,
                "found": p.found,
                "expected": p.expected,
                "suggestion": p.suggestion,
            }
            for p in understood.problems
        ],
        "tables": [
            {
                "sheet": t.sheet,
                "rows": [t.first_row, t.last_row],
                "header_rows": list(t.header_rows),
                "transposed": t.transposed,
                "digest": t.digest,
                "columns": [
                    {"column": c.letter, "header": c.header, "field": c.field, "confidence": c.confidence, "why": c.why}
                    for c in t.columns
                ],
            }
            for t in understood.tables
        ],
        "file": {
            "format": understood.format,
            "sha256": understood.digest,
            "bytes": understood.size,
            "encoding": understood.encoding,
            "delimiter": understood.delimiter,
            "notes": list(understood.notes),
        },
    }


def vendor(row: Row) -> dict[str, Any]:
    """Return one row as JSON."""
    return {
        **_place(row.sheet, row.row, row.column),
        "name": row.name,
        "legal_name": row.legal_name,
        "aliases": list(row.aliases),
        "purpose": row.purpose,
        "countries": list(row.countries),
        "inferred": list(row.inferred),
        "regions": list(row.regions),
        "location_text": row.location_text,
        "seat_countries": list(row.seat_countries),
        "grounds": list(row.grounds),
        "ground_text": row.ground_text,
        "role": row.role,
        "dpa": {"signed": row.dpa.signed, "date": row.dpa.date, "text": row.dpa.text, "kind": row.dpa.kind},
        "owner": row.owner,
        "next_review": row.next_review,
        "service": row.service,
        "website": row.website,
        "registration_number": row.registration_number,
        "status": row.status,
        "data_categories": list(row.data_categories),
        "data_subjects": list(row.data_subjects),
        "section": row.section,
        "flags": list(row.flags),
        "raw": [{"column": r.letter, "header": r.header, "text": r.text} for r in row.raw],
        "notes": dict(row.notes),
    }


def _place(sheet: str, row: int, column: int | None) -> dict[str, Any]:
    return {"sheet": sheet, "row": row} if column is None else {"sheet": sheet, "row": row, "column": column}


def as_text(understood: Understood) -> str:
    """Return a report for a person: counts first, then what needs a look."""
    vendors, skipped, problems = (len(its) for its in (understood.vendors, understood.skipped, understood.problems))
    lines = [f"Rows read: {vendors}. Rows or sheets skipped: {skipped}. Cells to look at: {problems}."]
    for table in understood.tables:
        named = ", ".join(f"{c.letter} {c.header or '(no header)'} = {c.field or 'note'}" for c in table.columns)
        where = f"header in row {'–'.join(map(str, table.header_rows))}" if table.header_rows else "no header"
        lines.append(f"Sheet “{table.sheet}”, {where}: {named}")
    for why, count in Counter(s.why for s in understood.skipped).most_common():
        lines.append(f"Skipped: {count} × {why}")
    if understood.duplicates:
        lines.append("May be the same vendor:")
        lines += [f"  {', '.join(d.names)} ({len(d.rows)} rows): {d.reason}" for d in understood.duplicates[:_SHOWN]]
        if (more := len(understood.duplicates) - _SHOWN) > 0:
            lines.append(f"  and {more} more")
    if understood.problems:
        lines.append("To look at:")
        for p in understood.problems[:_SHOWN]:
            where = f"{p.sheet}, row {p.row}, {p.column or 'whole row'}"
            lines.append(f"  {where}: found “{p.found[:60]}”, expected {p.expected}.{_hint(p.suggestion)}")
        if (more := len(understood.problems) - _SHOWN) > 0:
            lines.append(f"  and {more} more")
    return "\n".join(lines)


def _hint(suggestion: str) -> str:
    if not suggestion:
        return ""
    return f" Perhaps {suggestion}?" if not suggestion.endswith(".") else f" {suggestion}"
