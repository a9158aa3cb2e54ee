"""What the cells of a graded notebook call: run a student's function, compare, answer with points and a hint.

A test cell ends in `grade(...)`, whose number nbgrader reads as the (partial) score; the cells that a
student may run as often as they like call `self_check(...)`. Only plain values go in and out of student
functions, so the same cells work when the student's code lives in another process (see
`cnnkit.checks.running`). A student's network is called like a function and asked `parameters(net)`,
`state`, `load_state`, `gradients`, `set_training` and `training_modes`; nothing else of it is known there.
"""

from cnnkit.checks.comparing import Finding, compare
from cnnkit.checks.modules import (
    gradients,
    load_state,
    parameters,
    set_training,
    state,
    training_modes,
)
from cnnkit.checks.recognizing import Case, Example, Mistake, Symptom
from cnnkit.checks.running import Outcome, run
from cnnkit.checks.surroundings import welcome
from cnnkit.checks.tasks import grade, self_check, values
from cnnkit.checks.usual import usual

__all__ = [
    "Case",
    "Example",
    "Finding",
    "Mistake",
    "Outcome",
    "Symptom",
    "compare",
    "grade",
    "gradients",
    "load_state",
    "parameters",
    "run",
    "self_check",
    "set_training",
    "state",
    "training_modes",
    "usual",
    "values",
    "welcome",
]
