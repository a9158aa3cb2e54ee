"""Grades jobs on this machine, from any thread, and goes on if the warm process dies."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Self, TypeVar

from cnnkit.grading.walls.limits import Limits
from cnnkit.grading.walls.sandbox import BoxEndedError, SandboxError, Warm

if TYPE_CHECKING:
    from cnnkit.grading.running.submission import Done, Job

__all__ = ["Grader"]

Result = TypeVar("Result")


def _try_out(warm: Warm) -> None:
    try:
        with warm.box(Limits()) as box:
            box.run("1 + 1")
    except BoxEndedError as ended:
        raise SandboxError(f"no cell runs in the sandbox: {ended}") from ended


class Grader:
    """A warm process, and a new one when it has died.

    The first one starts in the background and takes some seconds; `check` waits for it. Raises SandboxError
    if it cannot even be started.
    """

    def __init__(self, *, walled: bool = True) -> None:
        self.walled = walled
        self._lock = threading.Lock()
        self._closed = False
        self._warm = Warm(walled=walled)

    def check(self) -> None:
        """Run a cell in a box; raises SandboxError if none can be had on this machine."""
        self.do(_try_out)

    def grade(self, job: Job) -> Done:
        """Grade a submission."""
        from cnnkit.grading.running.submission import (
            grade_submission,  # nbformat takes longer to import than this to start
        )

        return self.do(lambda warm: grade_submission(warm, job))

    def do(self, work: Callable[[Warm], Result]) -> Result:
        """Work with the warm process; once more, in one of its own, if the common one died under it.

        So that a death that one submission brought about costs no other one its grade.
        """
        try:
            warm = self._living()
            result = work(warm)
            if warm.alive:
                return result
        except SandboxError:
            pass
        if self._closed:
            raise SandboxError("the grader was closed")
        with Warm(walled=self.walled) as alone:
            alone.wait()  # or its start counts as the notebook's time
            return work(alone)

    def close(self) -> None:
        """End everything that runs, at once."""
        self._closed = True
        self._warm.close()

    def _living(self) -> Warm:
        with self._lock:
            if not self._warm.alive and not self._closed:
                self._warm.close()
                self._warm = Warm(walled=self.walled)
            self._warm.wait()
            return self._warm

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
