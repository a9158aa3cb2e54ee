"""The training loop and the measures of a classifier."""

from cnnkit.training.loop import History, Measured, TrainingError, evaluate, evaluating, fit
from cnnkit.training.metrics import accuracy, binary_cross_entropy, confusion_matrix, topk_accuracy

__all__ = [
    "History",
    "Measured",
    "TrainingError",
    "accuracy",
    "binary_cross_entropy",
    "confusion_matrix",
    "evaluate",
    "evaluating",
    "fit",
    "topk_accuracy",
]
