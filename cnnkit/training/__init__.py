"""The training loop and the measures of a classifier."""

from cnnkit.training.checkpoint import CheckpointError, load_checkpoint
from cnnkit.training.distributed import joined
from cnnkit.training.ema import WeightAverage
from cnnkit.training.history import History
from cnnkit.training.loop import TrainingError, fit
from cnnkit.training.measure import Measured, evaluate, evaluating
from cnnkit.training.metrics import accuracy, binary_cross_entropy, confusion_matrix, topk_accuracy
from cnnkit.training.mixing import mixup
from cnnkit.training.schedule import learning_rate
from cnnkit.training.settings import Settings

__all__ = [
    "CheckpointError",
    "History",
    "Measured",
    "Settings",
    "TrainingError",
    "WeightAverage",
    "accuracy",
    "binary_cross_entropy",
    "confusion_matrix",
    "evaluate",
    "evaluating",
    "fit",
    "joined",
    "learning_rate",
    "load_checkpoint",
    "mixup",
    "topk_accuracy",
]
