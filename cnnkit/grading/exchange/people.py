"""Which person of the roster a learning system means. Who could be two is nobody: both are named."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from unicodedata import normalize

from cnnkit.grading.exchange.moodle_worksheet import Participant
from cnnkit.grading.exchange.names import Sent
from cnnkit.grading.exchange.roster import Person

__all__ = ["People", "UnknownPersonError"]


class UnknownPersonError(ValueError):
    """Nobody of the roster, or more than one; says what would tell."""


class People:
    """The roster, and for Moodle the participants of its grading worksheet, by their numbers."""

    def __init__(self, roster: Iterable[Person], worksheet: dict[str, Participant] | None = None) -> None:
        self.roster, self._worksheet = list(roster), worksheet or {}
        self._by = {
            what: defaultdict[str, list[Person]](list) for what in ("login", "email", "number", "name")
        }
        for person in self.roster:
            for what in ("login", "email", "number"):
                if value := getattr(person, what):
                    self._by[what][value.casefold()].append(person)
            for name in {
                _key(person.first_name, person.last_name),
                _key(person.last_name, person.first_name),
            }:
                self._by["name"][name].append(person)

    def find(self, system: str, sent: Sent) -> Person:
        """Raises UnknownPersonError."""
        return {"moodle": self._of_moodle, "canvas": self._of_canvas, "plain": self._of_plain}[system](sent)

    def _of_moodle(self, sent: Sent) -> Person:
        told = self._worksheet.get(sent.who)
        if told and told.email:
            found = self._by["email"][told.email.casefold()]
            if found:
                return _only(found, told.email, "")
        if self._worksheet and not told:
            raise UnknownPersonError(
                f"participant {sent.who} is not in the worksheet: was it that of another set?"
            )
        name = told.name if told else sent.shown
        alike = self._by["name"][_key(name)]
        if told and told.email:  # who has another address in the roster is another person
            alike = [person for person in alike if not person.email]
        help = "give the set's grading worksheet with --worksheet: its e-mail addresses tell"
        return _only(alike, f"{name} {told.email}".strip() if told else name, "" if told else help)

    def _of_canvas(self, sent: Sent) -> Person:
        """By the number, which is theirs for ever; by the name only for those without one in the roster."""
        if found := self._by["number"][sent.who]:
            return _only(found, sent.who, "")
        unnumbered = [person for person in self._by["name"][_key(sent.shown)] if not person.number]
        shown = f"{sent.shown} (number {sent.who})"
        return _only(unnumbered, shown, "write Canvas's numbers into the roster's column number")

    def _of_plain(self, sent: Sent) -> Person:
        for what in ("login", "email", "number"):
            if found := self._by[what][sent.who.casefold()]:
                return _only(found, sent.who, "")
        return _only(self._by["name"][_key(sent.who)], sent.who, "call it by the login")


def _key(*names: str) -> str:
    """Letters and digits alone: systems take different signs out of a name."""
    return "".join(re.findall(r"[^\W_]", normalize("NFKC", "".join(names)).casefold()))


def _only(found: list[Person], name: str, help: str) -> Person:
    if len(found) == 1:
        return found[0]
    then = f"; {help}" if help else ""
    if not found:
        raise UnknownPersonError(f"{name!r} is nobody of the roster{then}")
    who = " or ".join(f"{person.login} (line {person.line})" for person in found)
    raise UnknownPersonError(f"{name!r} may be {who} of the roster{then}")
