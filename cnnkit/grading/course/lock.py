"""One writer at a time: two runs of `cnnkit grade` must not write to the same gradebook."""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

__all__ = ["LockedError", "one_writer"]

KEY = 0x636E6E6B6974
"""Of the advisory lock in PostgreSQL: the letters of cnnkit. Such a lock counts within one database."""


class LockedError(ValueError):
    """Somebody else writes to the gradebook now, or it cannot be reached."""


@contextmanager
def one_writer(db_url: str) -> Iterator[None]:
    """Hold the gradebook for writing; the lock ends with the process, however that ends.

    Raises LockedError at once if another run holds it: nothing was done then, and the same command can be
    given again later. SQLite: a lock on a file beside the gradebook. PostgreSQL: an advisory lock.
    """
    url = make_url(db_url)
    kind = url.get_backend_name()
    if kind == "sqlite":
        hold = _hold_file(Path(f"{url.database or 'gradebook.db'}.lock"))
    elif kind == "postgresql":
        hold = _hold_session(db_url)
    else:
        raise LockedError(f"the gradebook is SQLite or PostgreSQL, not {kind} ({url.render_as_string()})")
    with hold:
        yield


@contextmanager
def _hold_file(path: Path) -> Iterator[None]:
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise LockedError(_busy(file.read().strip())) from None
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
        file.flush()
        yield


@contextmanager
def _hold_session(db_url: str) -> Iterator[None]:
    try:
        engine = create_engine(db_url, isolation_level="AUTOCOMMIT")
        session = engine.connect()
    except ModuleNotFoundError as error:
        raise LockedError(f"PostgreSQL needs {error.name}: pip install 'cnnkit[cluster]'") from None
    except SQLAlchemyError as error:
        raise LockedError(f"the gradebook cannot be reached: {getattr(error, 'orig', error)}") from None
    try:
        if not session.execute(text("select pg_try_advisory_lock(:key)"), {"key": KEY}).scalar():
            raise LockedError(_busy("an advisory lock of the database"))
        yield
    finally:
        session.close()
        engine.dispose()


def _busy(who: str) -> str:
    by = f" ({who})" if who else ""
    return f"another run writes to this gradebook{by}; give the command again when it is done"
