"""One writer at a time: two runs of `cnnkit grade` must not write to the same gradebook."""

from __future__ import annotations

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

__all__ = ["LockedError", "one_writer"]

KEY = 0x636E6E6B6974
"""Of the advisory lock in PostgreSQL: the letters of cnnkit. Such a lock counts within one database."""
PATIENCE_S = 60.0
"""For a server that is started again."""


class LockedError(ValueError):
    """Somebody else writes to the gradebook now, or it cannot be reached."""


@contextmanager
def one_writer(db_url: str) -> Iterator[Callable[[], None]]:
    """Hold the gradebook for writing; the lock ends with the process, however that ends.

    Gives a function that has the lock again where the server was started anew meanwhile, and lost it.

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
    with hold as renew:
        yield renew


@contextmanager
def _hold_file(path: Path) -> Iterator[Callable[[], None]]:
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise LockedError(_busy(file.read().strip())) from None
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()}\n")
        file.flush()
        yield lambda: None


@contextmanager
def _hold_session(db_url: str) -> Iterator[Callable[[], None]]:
    try:
        engine = create_engine(db_url, isolation_level="AUTOCOMMIT")
        session = engine.connect()
    except ModuleNotFoundError as error:
        raise LockedError(f"PostgreSQL needs {error.name}: pip install 'cnnkit[cluster]'") from None
    except SQLAlchemyError as error:
        raise LockedError(f"the gradebook cannot be reached: {getattr(error, 'orig', error)}") from None

    def take() -> None:
        if not session.execute(text("select pg_try_advisory_lock(:key)"), {"key": KEY}).scalar():
            raise LockedError(_busy("an advisory lock of the database"))

    def renew() -> None:
        nonlocal session
        with suppress(SQLAlchemyError):
            session.execute(text("select 1"))
            return  # the session lives, and the lock with it
        session.close()
        end = time.monotonic() + PATIENCE_S
        while True:
            try:
                session = engine.connect()
                take()
                return
            except SQLAlchemyError as error:
                if time.monotonic() > end:
                    why = getattr(error, "orig", error)
                    raise LockedError(f"the gradebook cannot be reached any more: {why}") from None
                time.sleep(0.2)

    try:
        take()
        yield renew
    finally:
        with suppress(SQLAlchemyError):
            session.close()
        engine.dispose()


def _busy(who: str) -> str:
    by = f" ({who})" if who else ""
    return f"another run writes to this gradebook{by}; give the command again when it is done"
