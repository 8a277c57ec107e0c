"""The command `art28 import`: show what a file holds, and commit it when asked to."""

from __future__ import annotations

import argparse
import json
import sys

from imports.model import Options, Refused
from imports.report import as_json, as_text
from imports.understand import understand

DELIMITERS = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}


def run(args: argparse.Namespace) -> int:
    """Import a file; with --dry-run only print what was understood. Returns 0, or 1 when the file was refused."""
    try:
        options = options_of(args)
        understood = understand(args.file, options)
    except Refused as refused:
        sys.stderr.write(f"{refused}\n")
        return 1
    if args.dry_run:
        text = json.dumps(as_json(understood), ensure_ascii=False) if args.json else as_text(understood)
        sys.stdout.write(f"{text}\n")
        return 0
    from imports.command_commit import commit  # the database, which a dry run does not need

    return commit(args, understood)


def options_of(args: argparse.Namespace) -> Options:
    """Return what a person said of the file: --map "Header=field", --sheet, --header-row, --encoding, --delimiter."""
    columns = {}
    for pair in getattr(args, "map", None) or ():
        header, equals, field = pair.rpartition("=")
        if not equals or not header:
            raise Refused(
                "option", f'“{pair}” is no mapping. Write the header, =, and the field: --map "Leverantör=name".'
            )
        columns[header.strip()] = field.strip()
    delimiter = getattr(args, "delimiter", None)
    if delimiter is not None and len(delimiter := DELIMITERS.get(delimiter.casefold(), delimiter)) != 1:
        raise Refused("option", f"“{delimiter}” cannot part cells. Give one character, or the word tab.")
    sheets = getattr(args, "sheet", None)
    return Options(
        sheets=tuple(sheets) if sheets else None,
        header_row=getattr(args, "header_row", None),
        columns=columns,
        encoding=getattr(args, "encoding", None),
        delimiter=delimiter,
    )
