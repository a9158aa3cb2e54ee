"""Writes into README.md, between its two comments, how much of everything there is, chapter by chapter.

python -m cnnkit.recipes readme_counts
"""

import re

from cnnkit import widgets
from cnnkit.models.catalog import CATALOG
from cnnkit.publish.chapters import chapters
from cnnkit.recipes.store import REPOSITORY

README = REPOSITORY / "README.md"
PLACE = re.compile(r"(<!-- counts -->\n).*?(<!-- /counts -->)", re.DOTALL)


def main() -> None:
    README.write_text(
        PLACE.sub(lambda found: f"{found[1]}{counts()}\n{found[2]}", README.read_text("utf8")), "utf8"
    )


def counts() -> str:
    """A sentence with the sums, and a table of the chapters."""
    book = chapters()
    done, coming = [c for c in book if c.finished], [c.title for c in book if not c.finished]
    rows = [
        f"| {number} {chapter.title} | {len(chapter.sections)} | {len(chapter.tasks)} |"
        for number, chapter in enumerate(done, 1)
    ]
    tasks = sum(len(chapter.tasks) for chapter in book)
    alive = sum(isinstance(value, type) for value in vars(widgets).values())
    variants = sum(len(entry.variants) for entry in CATALOG)
    text = (
        f"{len(done)} of {len(book)} chapters, {tasks} graded tasks, {alive} widgets, "
        f"{len(CATALOG)} networks in {variants} variants."
    )
    if coming:
        text += f" In preparation: {', '.join(coming)}."
    return "\n".join([text, "", "| chapter | sections | graded tasks |", "| --- | ---: | ---: |", *rows])


if __name__ == "__main__":
    main()
