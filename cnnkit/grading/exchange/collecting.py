"""`cnnkit collect`: from one download to submitted/LOGIN/SET/, a person a line.

The newest submission of a person counts; those before it are kept in downloaded/SET/earlier/LOGIN/. Nothing
is replaced by what is older, and what is the same stays untouched, so that it is not graded again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from cnnkit.grading.exchange.archives import (
    ARCHIVES,
    Member,
    affordable,
    in_folder,
    opened,
    safe_name,
)
from cnnkit.grading.exchange.names import FORMS, NotHandedInError, Sent
from cnnkit.grading.exchange.people import People, UnknownPersonError
from cnnkit.grading.exchange.receipts import Receipts
from cnnkit.grading.exchange.roster import Person
from cnnkit.grading.exchange.taking import STAMP, Collected, Download, Taking

__all__ = ["Collected", "Download", "collect"]

JUNK = ("__MACOSX", ".DS_Store", "Thumbs.db", "desktop.ini")


def collect(download: Download, submitted: Path, receipts: Receipts, notebooks: set[str]) -> Collected:
    """Put what `download` holds into `submitted`/LOGIN/SET; `notebooks` are the set's own file names.

    `receipts` are those of the set, whose folder is downloaded/SET; they are written. Raises ValueError for
    an archive that cannot be opened; whatever a file or a person is at fault with is left out, with its
    reason.
    """
    done = Collected()
    with _members(download) as members:
        sent = _read_names(download, members, notebooks, done)
        try:
            for person, files in _by_person(download, sent, done):
                try:
                    line = Taking(download, submitted, receipts, done).take(person, files)
                except OSError as error:  # the machine's fault; the others may have more luck
                    done.left_out += [(member.name, str(error)) for _, member in files]
                    continue
                if line:
                    done.lines[person.login] = line
        finally:
            receipts.write()
    here = {path.parent.name for path in submitted.glob(f"*/{receipts.folder.name}")}
    done.nothing_from = [person for person in download.roster if person.login not in here]
    return done


@contextmanager
def _members(download: Download) -> Iterator[list[Member]]:
    source = download.source
    if source.is_dir():
        yield list(in_folder(source))
        return
    if not source.name.lower().endswith(ARCHIVES):
        raise ValueError(f"{source} is neither a folder nor an archive; legal are {', '.join(ARCHIVES)}")
    with ExitStack() as stack:
        try:
            members = stack.enter_context(opened(source))
        except FileNotFoundError:
            raise FileNotFoundError(f"there is no {source}") from None
        except Exception as error:  # the formats have a dozen errors of their own
            raise ValueError(f"{source} cannot be opened: {error}") from None
        yield members


def _read_names(
    download: Download, members: list[Member], notebooks: set[str], done: Collected
) -> list[tuple[Sent, Member]]:
    """Files that may be somebody's work; the others are left out."""
    read, names = FORMS[download.system], frozenset(notebooks)
    try:
        fitting, found = affordable(members, download.limits), list[tuple[Sent, Member]]()
    except ValueError as error:
        raise ValueError(f"{download.source}: {error}") from None
    for member in members:
        try:
            path = safe_name(member.name)
            if any(part in JUNK or part.startswith("._") for part in path.parts):
                continue
            sent = read(member.name, download.zone, names)
            parts = safe_name(sent.name).parts
            if parts[-1].lower().endswith(ARCHIVES):
                raise ValueError("archives that were handed in stay closed: ask for the notebook itself")
            if parts[0].lower() == STAMP or any(part.startswith(".") for part in parts):
                raise ValueError("files of this name are not taken")
            if member not in fitting:
                raise ValueError(f"together the files are larger than {download.limits.most_mb} MB")
            found.append((sent, member))
        except (NotHandedInError, ValueError) as error:
            done.left_out.append((member.name, str(error)))
    return found


def _by_person(
    download: Download, sent: list[tuple[Sent, Member]], done: Collected
) -> Iterator[tuple[Person, list[tuple[Sent, Member]]]]:
    """The files of each person; of those with the same name the newest. Whose it is must be sure."""
    people = People(download.roster, download.worksheet)
    of = dict[str, Person]()
    whose = defaultdict[str, list[str]](list)
    files = defaultdict[str, list[tuple[Sent, Member]]](list)
    for each, member in sent:
        try:
            person = of.get(each.who) or people.find(download.system, each)
        except UnknownPersonError as error:
            done.left_out.append((member.name, str(error)))
            continue
        if each.who not in of:
            of[each.who] = person
            whose[person.login].append(each.who)
        files[person.login].append((each, member))
    for login, mine in files.items():
        if len(whose[login]) > 1 and download.system != "plain":
            numbers = " and ".join(whose[login])
            why = f"two people of this name ({numbers}) would be {login}: only one of them is in the roster"
            done.left_out += [(member.name, why) for _, member in mine]
            continue
        newest = dict[str, tuple[Sent, Member]]()
        for each, member in sorted(mine, key=lambda pair: (pair[0].order, pair[1].packed)):
            if each.name in newest:
                done.left_out.append((newest[each.name][1].name, f"{member.name!r} is newer"))
            newest[each.name] = each, member
        yield of[mine[0][0].who], list(newest.values())
