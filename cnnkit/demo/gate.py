"""Who may come in: a browser of this machine that was given the address, and no page of somebody else's.

A page elsewhere can make the lecturer's browser ask this server. It does not know the token; and by `Host` it
is found out where its own name was turned to 127.0.0.1 (DNS rebinding), by `Origin` and `Sec-Fetch-Site`
where it asks from outside.
"""

from __future__ import annotations

import secrets
from email.message import Message

__all__ = ["MOST_BYTES", "BodyError", "Gate", "body_size"]

MOST_BYTES = 4_000_000
"""Of what a page may send: a photograph of 1024 pixels takes a tenth."""


class BodyError(ValueError):
    """A message whose size is not said, or too large. `code` is the answer's."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class Gate:
    """The secret of one server, and a ticket that opens it once.

    The ticket stands in the command line that starts the browser, which other users of the machine can read;
    the token does not.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(24)
        self.ticket: str | None = secrets.token_urlsafe(24)

    def opens(self, ticket: str) -> bool:
        """Whether `ticket` is the one that is still good; it is good once."""
        if self.ticket is None or not _same(ticket, self.ticket):
            return False
        self.ticket = None
        return True

    def knows(self, token: str) -> bool:
        return _same(token, self.token)

    @staticmethod
    def stranger(headers: Message, address: str, *, sends: bool) -> bool:
        """Whether a page of another origin than http://`address` asks, or somebody by another name.

        Who `sends` something has to name its origin.
        """
        origins = headers.get_all("Origin", [])
        own = [f"http://{address}"]
        return (
            headers.get_all("Host", []) != [address]
            or origins not in ([own] if sends else [[], own])
            or headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin")
        )


def body_size(headers: Message) -> int:
    """Bytes of the message that follows; `BodyError` where it is none that a page of ours sends."""
    sizes = headers.get_all("Content-Length", [])
    if headers.get("Transfer-Encoding") or len(sizes) != 1 or not (sizes[0].isascii() and sizes[0].isdigit()):
        raise BodyError(403, "a message says its size in one Content-Length")
    if headers.get_all("Content-Type", []) != ["application/json"]:
        raise BodyError(403, "a message is application/json")
    size = int(sizes[0]) if len(sizes[0]) < 12 else MOST_BYTES + 1
    if size > MOST_BYTES:
        raise BodyError(413, f"a message has at most {MOST_BYTES} bytes")
    return size


def _same(given: str, own: str) -> bool:
    return secrets.compare_digest(given.encode("utf8", "surrogateescape"), own.encode("utf8"))
