"""Name the typical mistake behind wrong results, where the evidence is good enough."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch

from cnnkit.checks.comparing import Finding
from cnnkit.checks.judging import WHOLE_NUMBER, alike, judge
from cnnkit.checks.running import Outcome, call

__all__ = ["Case", "Example", "Mistake", "Symptom", "Trial", "recognize"]

WEAK = 2
"""A result that differs in so few plain numbers may do so for another reason."""

RAISED = frozenset({"ValueError", "NotImplementedError", "NotCallable", "TookTooLong"})
"""Errors that students raise, and those of an answer that never ran to its end by itself."""


class Case:
    """A hidden case: what it is worth and the arguments of the call."""

    def __init__(self, points: float, *args: Any, **kwargs: Any) -> None:
        self.points, self.args, self.kwargs = points, args, kwargs


class Example:
    """A visible case: the expected result and the arguments of the call.

    Where the call must raise, `want` is the exception class, or an exception such as `ValueError(2)` if the
    student's message must name that number.
    """

    def __init__(self, want: Any, *args: Any, **kwargs: Any) -> None:
        self.want, self.args, self.kwargs = want, args, kwargs


class Mistake:
    """A typical wrong answer: `function` computes it; who gets the same result reads `hint`.

    If it raises, it stands for answers stopped by the same error with the same message; a bare `ValueError`
    for any ValueError, `ValueError(3)` for those that name the number 3. A mistake is a wrong idea, whose
    answers earn at most half, or, with `edge=True`, a missed edge: an answer that is wrong in nothing else
    earns at least seven tenths.
    """

    def __init__(self, key: str, hint: str, function: Callable[..., Any], *, edge: bool = False) -> None:
        self.key, self.hint, self.function, self.edge = key, hint, function, edge


class Symptom:
    """What a right result never shows: who shows it, and makes no known mistake, reads `hint`.

    `shows(result, *args, **kwargs)` is asked about results that are wrong; what it raises means no.
    """

    def __init__(self, key: str, hint: str, shows: Callable[..., Any]) -> None:
        self.key, self.hint, self.shows = key, hint, shows

    def seen_in(self, trial: Trial) -> bool:
        """Whether the wrong result of this trial shows it."""
        try:
            return bool(self.shows(trial.outcome.value, *trial.case.args, **trial.case.kwargs))
        except Exception:  # a result of another type or shape
            return False


@dataclass(frozen=True)
class Trial:
    """One case or example after the call: what the student's function did, what was wanted, what is wrong."""

    case: Case | Example
    outcome: Outcome
    wanted: Outcome
    problem: Finding | None


def recognize(trials: list[Trial], mistakes: list[Mistake], rtol: float, atol: float) -> list[Mistake | None]:
    """For every trial the mistake that explains it (same wrong result, or same error); None where nothing
    does, or nothing is wrong.

    A mistake *explains most* if it gives the student's result in more than half of the failed trials; it is
    *supported* if it is right wherever the student is (trials that must raise aside: whether those are looked
    at is a question of its own). Either of the two makes it credible where results are tensors of many
    numbers. Where results may be equal for different reasons, both are needed. Where all it explains are
    results that say little (None, or the right number as a float), it must explain them all. Where all it
    explains are errors that stopped the student where another was wanted, it must be stopped wherever the
    student was so. Among the credible ones the one that agrees with the student most often is named.
    """
    failed = [number for number, trial in enumerate(trials) if trial.problem]
    passed = [number for number, trial in enumerate(trials) if not trial.problem]
    first_passed = passed[0] if passed else None
    little = {number for number in failed if _says_little(trials[number])}
    stopped = {number for number in failed if _stopped(trials[number])}
    agreed, credible = dict[int, list[bool]](), dict[int, tuple[bool, bool]]()
    for index, mistake in enumerate(mistakes):
        wrong, agrees = dict[int, Outcome](), [False] * len(trials)
        for number in [*failed, *passed]:
            if number == first_passed and not any(agrees):
                break  # it explains nothing: what it makes of the other trials is not asked
            trial = trials[number]
            wrong[number] = call(mistake.function, trial.case.args, trial.case.kwargs)
            agrees[number] = alike(trial.outcome, wrong[number], rtol, atol) and not _another_number(
                trial, wrong[number]
            )
        explains = [number for number in failed if agrees[number]]
        goes_on = set(explains) <= stopped and not all(wrong[number].error for number in stopped)
        if explains and not goes_on and (set(explains) >= little or not set(explains) <= little):
            agreed[index] = agrees
            right = [
                judge(wrong[number], trials[number].wanted, rtol, atol, show=False) is None
                for number in passed
                if not trials[number].wanted.error
            ]
            supported = bool(right) and all(right)
            most = 2 * len(explains) > len(failed)
            credible[index] = most, supported or (most and not right)
    order = sorted(agreed, key=lambda index: -sum(agreed[index]))
    named = list[Mistake | None]([None] * len(trials))
    for number in failed:
        enough = all if _looks_like_others(trials[number]) else any
        best = (index for index in order if agreed[index][number] and enough(credible[index]))
        index = next(best, None)
        named[number] = None if index is None else mistakes[index]
    return named


def _another_number(trial: Trial, wrong: Outcome) -> bool:
    """Whether a number is asked for in the message and the student gives a wrong one, the mistake none."""
    silent = bool(wrong.error) and not wrong.message
    return silent and trial.wanted.message.isdecimal() and bool(WHOLE_NUMBER.search(trial.outcome.message))


def _stopped(trial: Trial) -> bool:
    """Whether an error was wanted and the function ended in one that nobody raised, such as torch's."""
    return bool(trial.wanted.error and trial.outcome.error) and not RAISED & set(trial.outcome.error)


def _says_little(trial: Trial) -> bool:
    """Whether the result is None, or the right numbers but for their type: 6.0 for 6."""
    if trial.outcome.error or trial.wanted.error:
        return False
    return trial.outcome.value is None or _equal(trial.outcome.value, trial.wanted.value)


def _looks_like_others(trial: Trial) -> bool:
    """Whether the result may be the same for different reasons: an error, or none where one should come; inf
    or nan; an axis of length 1; one or two numbers; the small round numbers of an example.
    """
    case, got, want = trial.case, trial.outcome.value, trial.wanted.value
    if isinstance(case, Example) or trial.outcome.error or trial.wanted.error:
        return True
    if any(isinstance(arg, torch.Tensor) and 1 in arg.shape for arg in case.args):
        return True
    if isinstance(got, list | tuple) and isinstance(want, list | tuple) and len(got) == len(want):
        return sum(not _equal(one, other) for one, other in zip(got, want, strict=True)) <= WEAK
    try:
        value = torch.as_tensor(got)
        return value.numel() <= WEAK or not bool(value.isfinite().all())
    except Exception:  # not numbers
        return not isinstance(got, list | tuple)


def _equal(one: Any, other: Any) -> bool:
    try:
        return bool(one == other)
    except Exception:  # tensors of many numbers
        return False
