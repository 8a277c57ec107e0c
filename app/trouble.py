"""What is wrong with the database of this installation, in a sentence for whoever typed a command."""

from __future__ import annotations

import socket
import sqlite3

from imports.outcomes import is_full

# How SQLite names what is wrong with a file, its folder or its disk; everything else is a mistake of the program.
OF_THE_FILE = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_CANTOPEN", "SQLITE_READONLY", "SQLITE_FULL", "SQLITE_IOERR")


def told(error: BaseException) -> str:
    """Return why the database cannot be used and what to do, or "" for a failure of another kind."""
    if is_full(error):
        return f"There is no room left on the disk ({error}). Nothing was written. Make room and run the command again."
    if isinstance(error, sqlite3.Error) and str(getattr(error, "sqlite_errorname", "")).startswith(OF_THE_FILE):
        return f"The database cannot be used ({error}). Check art28.sqlite in ART28_DATA, its rights and the disk."
    # A file that is missing has a name; the socket of a server that is not there has none.
    socketless = isinstance(error, FileNotFoundError) and error.filename is None
    if socketless or isinstance(error, (ConnectionError, socket.gaierror, TimeoutError)) or of_the_server(error):
        return f"The database does not answer as it should ({error}). Check DATABASE_URL and whether the server runs."
    if isinstance(error, (FileExistsError, FileNotFoundError, NotADirectoryError, PermissionError)):
        return f"A folder or file cannot be used ({error}). Check ART28_DATA and the rights of this account."
    return ""


def of_the_server(error: BaseException) -> bool:
    """Return whether a PostgreSQL server, or its address, refuses this installation as a whole."""
    import asyncpg  # type: ignore[import-untyped]

    kinds = (
        asyncpg.InvalidCatalogNameError,
        asyncpg.InvalidAuthorizationSpecificationError,
        asyncpg.InsufficientPrivilegeError,
        asyncpg.PostgresConnectionError,
        asyncpg.CannotConnectNowError,
        asyncpg.TooManyConnectionsError,
    )
    return isinstance(error, kinds)
