"""One way to fetch a file: checked, resumed, never half there. Nothing else in cnnkit opens the network.

path = fetch("https://example.org/weights.pth", checksum="sha256:0676ba61")
"""

import hashlib
import http.client
import os
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import BinaryIO, NoReturn
from urllib import request
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

__all__ = ["DownloadError", "fetch", "home"]

TIMEOUT_S = 30.0
WAITS_S = (1.0, 2.0, 4.0)  # before another try; one that brought nothing new counts, one that did starts over
LONGEST_WAIT_S = 30.0  # however much later a server asks us to come back
TRY_AGAIN = {408, 425, 429, 500, 502, 503, 504}
QUIET_S = 2.0
CHUNK = 1 << 18
DIGITS = {"sha256": 64, "md5": 32}


class DownloadError(RuntimeError):
    """A file did not come: from where, what happened, and how to put it in place by hand."""


class _Broken(Exception):
    """The connection failed in a way that another try may mend."""

    def __init__(self, reason: str, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


def home() -> Path:
    """Where fetched files are kept: `$CNNKIT_HOME`, or `~/.cache/cnnkit`."""
    return Path(os.environ.get("CNNKIT_HOME") or Path.home() / ".cache" / "cnnkit").expanduser()


def fetch(url: str, *, checksum: str, folder: Path | None = None, name: str | None = None) -> Path:
    """The file behind an http(s) address, from `folder` if it is there, else downloaded; its path.

    `checksum`: `"sha256:HEX"` (all 64 digits or the first 8 and more, as published weights carry them in
    their names) or `"md5:HEX"`. `folder`: None is `home()`. `name`: None is the last part of the address.

    A file that is there and has the checksum is returned without touching the network. A broken transfer is
    continued where it stopped, in this call or a later one; the file gets its name only when it is whole and
    has its checksum. Processes that ask for the same file wait for the first one. After two seconds a
    terminal shows progress. Raises DownloadError when the file cannot be had, ValueError for an address,
    checksum or name that cannot be right.
    """
    algorithm, digest = _parse(checksum)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or not url.isascii():
        raise ValueError(
            f"{url!r} is no address to download from: want http://... or https://..., other letters as %XX"
        )
    name = unquote(parts.path.rpartition("/")[2]) if name is None else name
    if name in ("", ".", "..") or re.search(r"[/\\\0]", name):
        raise ValueError(f"name={name!r} (address {url}): want the plain name of a file, without folders")
    folder = home() if folder is None else Path(folder)
    job = _Job(url, algorithm, digest, folder / name)
    if not job.is_whole(job.path):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with _alone(job.path) as part:
                if not job.is_whole(job.path):  # another process may have brought it while we waited
                    job.download(part)
        except OSError as error:  # no right to write, disk full, ...; what the network does is caught below
            job.fail(f"cannot write to {folder}: {error.strerror or error}")
    return job.path


def _parse(checksum: str) -> tuple[str, str]:
    algorithm, _, digest = checksum.lower().partition(":")
    whole = DIGITS.get(algorithm, 0)
    least = 8 if algorithm == "sha256" else whole
    if not whole or not least <= len(digest) <= whole or re.search("[^0-9a-f]", digest):
        raise ValueError(
            f"checksum={checksum!r}: want 'sha256:' and 8 to 64 hexadecimal digits, or 'md5:' and 32"
        )
    return algorithm, digest


@contextmanager
def _alone(path: Path) -> Iterator[Path]:
    """The file to write into, ours alone: locked where the system can, else under a name of our own."""
    if fcntl is not None:
        with open(path.with_name(f".{path.name}.lock"), "wb") as lock:
            if _lock(lock, path.name):  # the system lets go of it, however the process ends
                yield path.with_name(f"{path.name}.part")
                return
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _lock(file: BinaryIO, name: str) -> bool:
    """Whether the lock is ours; waits for whoever has it. A file system may have no locks."""
    assert fcntl is not None
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if _terminal():
                print(f"{name}: another process is downloading it; waiting", file=sys.stderr)
            fcntl.flock(file, fcntl.LOCK_EX)
    except OSError:
        return False
    return True


class _Job:
    """One file to bring: from where, with which checksum, to which path."""

    def __init__(self, url: str, algorithm: str, digest: str, path: Path) -> None:
        self.url, self.algorithm, self.digest, self.path = url, algorithm, digest, path

    def is_whole(self, path: Path) -> bool:
        return path.is_file() and self.digest_of(path).startswith(self.digest)

    def digest_of(self, path: Path) -> str:
        with open(path, "rb") as file:
            return hashlib.file_digest(file, self.algorithm).hexdigest()

    def fail(self, reason: str) -> NoReturn:
        whole = len(self.digest) == DIGITS[self.algorithm]
        there = " (the file that is there now has another)" if self.path.exists() else ""
        raise DownloadError(
            f"could not download {self.url}: {reason}.\nTo do without this download, put the file at\n"
            f"  {self.path}\nIts {self.algorithm} must be{'' if whole else ' one that starts with'} "
            f"{self.digest}{there}. The environment variable CNNKIT_HOME names another folder than "
            "~/.cache/cnnkit."
        ) from None

    def download(self, part: Path) -> None:
        """Fill `part`, check it and give it its name."""
        resumed = part.exists() and part.stat().st_size > 0
        self.fill(part)
        if not self.is_whole(part) and resumed:
            part.unlink()  # its beginning was perhaps that of another version
            self.fill(part)
        if not self.is_whole(part):
            found, size = self.digest_of(part), part.stat().st_size
            part.unlink()
            self.fail(
                f"{size} bytes came, but their {self.algorithm} is {found}; they were thrown away. The file "
                "was changed at its source, or changed or cut off on the way here"
            )
        os.replace(part, self.path)

    def fill(self, part: Path) -> None:
        """Try until the transfer is complete; waits get longer while nothing new comes."""
        most, fruitless, progress = 0, 0, _Progress(self.path.name)
        while True:
            try:
                self.transfer(part, progress)
                return
            except _Broken as error:
                size = part.stat().st_size if part.exists() else 0
                most, fruitless = (size, 0) if size > most else (most, fruitless + 1)
                if fruitless > len(WAITS_S):
                    if self.is_whole(part):  # the server announced more than there is
                        return
                    self.fail(f"{error}; {fruitless} times without anything new ({size} bytes are kept)")
                time.sleep(min(max(error.wait_s, WAITS_S[max(0, fruitless - 1)]), LONGEST_WAIT_S))
            finally:
                progress.close()

    def transfer(self, part: Path, progress: "_Progress") -> None:
        """One request, from where `part` ends; `_Broken` if it stops early."""
        start = part.stat().st_size if part.exists() else 0
        try:
            response = _open(self.url, start)
        except _NothingThere:
            if self.is_whole(part):
                return
            part.unlink()
            raise _Broken("the server has no more than was downloaded before, and that is wrong") from None
        except _Refused as error:
            self.fail(str(error))
        with response:
            if response.status != 206:
                start = 0  # the whole file comes, asked or not
            elif not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
                part.unlink()
                raise _Broken("the server continued at another place than asked")
            length = response.headers.get("Content-Length", "")
            total = start + int(length) if length.isdecimal() else None
            done = start
            with open(part, "r+b" if start else "wb") as file:
                file.seek(start)
                for chunk in _chunks(response):
                    file.write(chunk)
                    done += len(chunk)
                    progress.show(done, total)
                file.flush()
                os.fsync(file.fileno())
        if total is not None and done < total:
            raise _Broken(f"the connection ended after {done} of {total} bytes")


@cache  # not while importing: it reads the proxies and certificates of the system
def _opener() -> request.OpenerDirector:
    """Without handlers for ftp, file or data: no redirect leads there either."""
    opener = request.OpenerDirector()
    for handler in (
        request.ProxyHandler,
        request.HTTPHandler,
        request.HTTPSHandler,
        request.HTTPRedirectHandler,
        request.HTTPDefaultErrorHandler,
        request.HTTPErrorProcessor,
        request.UnknownHandler,
    ):
        opener.add_handler(handler())
    return opener


class _Refused(Exception):
    """Another try would end the same way."""


class _NothingThere(Exception):
    """416: the file has no bytes from that place on."""


def _open(url: str, start: int) -> http.client.HTTPResponse:
    headers = {"User-Agent": "cnnkit", "Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
    try:
        return _opener().open(request.Request(url, headers=headers), timeout=TIMEOUT_S)
    except HTTPError as error:
        with error:
            if error.code == 416 and start:
                raise _NothingThere from None
            reason = f"the server answered {error.code} {error.reason}"
            if error.code in TRY_AGAIN:
                wait = error.headers.get("Retry-After", "")
                raise _Broken(reason, float(wait) if wait.isdecimal() else 0.0) from None
            raise _Refused(reason) from None
    except URLError as error:
        if isinstance(error.reason, TimeoutError | ConnectionResetError):
            raise _Broken(f"no answer: {error.reason}") from None
        raise _Refused(f"no connection to the server ({error.reason})") from None
    except http.client.InvalidURL as error:
        raise _Refused(str(error)) from None
    except (http.client.HTTPException, OSError) as error:
        raise _Broken(f"no answer: {error or type(error).__name__}") from None


def _chunks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    while True:
        try:
            chunk = response.read1(CHUNK)  # what is there: `read` would lose it when the rest does not come
        except (http.client.HTTPException, OSError) as error:
            raise _Broken(f"the connection broke: {error or type(error).__name__}") from None
        if not chunk:
            return
        yield chunk


class _Progress:
    """One line that overwrites itself, on a terminal, once two seconds have passed."""

    def __init__(self, name: str) -> None:
        self.name, self.started, self.shown, self.first = name, time.monotonic(), 0.0, -1

    def show(self, done: int, total: int | None) -> None:
        now = time.monotonic()
        self.first = done if self.first < 0 else self.first
        if now - self.started < QUIET_S or now - self.shown < 0.2 or not _terminal():
            return
        self.shown = now
        speed = max(0, done - self.first) / (now - self.started)
        text = f"{done / 1e6:.1f} MB"
        if total:
            text += f" of {total / 1e6:.1f} MB ({100 * done / total:.0f} %)"
        text += f", {speed / 1e6:.1f} MB/s"
        if total and speed:
            text += f", {(total - done) / speed:.0f} s to go"
        print(f"\r{self.name}: {text:<50}", end="", file=sys.stderr, flush=True)

    def close(self) -> None:
        if self.shown:
            print(file=sys.stderr, flush=True)
            self.shown = 0.0


def _terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty()
