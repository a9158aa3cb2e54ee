"""Grades jobs on this machine, from any thread, and goes on if the warm process dies."""

from __future__ import annotations

import threading
from typing import Self

from cnnkit.grading.limits import Limits
from cnnkit.grading.sandbox import SandboxError, Warm
from cnnkit.grading.work import Done, Job, grade_submission

__all__ = ["Grader"]


class Grader:
    """A warm process, and a new one when it has died; starting it takes some seconds.

    Raises SandboxError at once if no box can be had on this machine.
    """

    def __init__(self, *, walled: bool = True) -> None:
        self.walled = walled
        self._lock = threading.Lock()
        self._closed = False
        self._warm = Warm(walled=walled)
        try:
            with self._warm.box(Limits()) as box:
                box.run("1 + 1")
        except BaseException:
            self.close()
            raise

    def grade(self, job: Job) -> Done:
        """Grade a submission; once more, in a warm process of its own, if the common one died under it.

        So that a death that one submission brought about costs no other one its grade.
        """
        try:
            warm = self._living()
            done = grade_submission(warm, job)
            if warm.alive:
                return done
        except SandboxError:
            pass
        if self._closed:
            raise SandboxError("the grader was closed")
        with Warm(walled=self.walled) as alone:
            return grade_submission(alone, job)

    def close(self) -> None:
        """End everything that runs, at once."""
        self._closed = True
        self._warm.close()

    def _living(self) -> Warm:
        with self._lock:
            if not self._warm.alive and not self._closed:
                self._warm.close()
                self._warm = Warm(walled=self.walled)
            return self._warm

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
