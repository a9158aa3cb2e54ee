"""What a run measured, epoch by epoch, and its curves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

__all__ = ["History"]


@dataclass
class History:
    """One entry an epoch. `loss` is the mean over the epoch's batches, in train mode, while the weights
    moved; accuracies and `test_loss` are measured after the epoch, in eval mode, on pictures that are not
    augmented, `train_accuracy` on 1,000 that are drawn once (all, where there are fewer). `lr` is the step
    size of the epoch's last step. `images_per_second` counts training alone.
    """

    seed: int
    steps: int = 0
    seconds: float = 0.0
    loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    test_accuracy: list[float] = field(default_factory=list)
    test_loss: list[float] = field(default_factory=list)
    lr: list[float] = field(default_factory=list)
    images_per_second: list[float] = field(default_factory=list)

    def figure(self) -> Figure:
        """Three plotly panels over the epochs: loss, accuracy, step size. Dashes as well as colours tell
        training (blue, dotted) from held out (orange, solid).
        """
        from plotly.subplots import make_subplots

        fig = make_subplots(rows=1, cols=3, subplot_titles=("loss", "accuracy", "step size"))
        train = {"name": "training", "line": {"color": "#0072B2", "dash": "dot"}}
        test = {"name": "held out", "line": {"color": "#D55E00", "dash": "solid"}}
        curves = [
            (self.loss, train, 1),
            (self.test_loss, test, 1),
            (self.train_accuracy, train, 2),
            (self.test_accuracy, test, 2),
            (self.lr, {"name": "step size", "line": {"color": "#009E73"}, "showlegend": False}, 3),
        ]
        named = set()
        for values, style, column in curves:
            if values:
                legend = {} if "showlegend" in style else {"showlegend": style["name"] not in named}
                named.add(style["name"])
                epochs = list(range(1, len(values) + 1))
                fig.add_scatter(
                    x=epochs, y=values, mode="lines+markers" if len(values) == 1 else "lines",
                    legendgroup=style["name"], row=1, col=column, **style, **legend,
                )  # fmt: skip
        fig.update_xaxes(title="epoch")
        fig.update_layout(legend={"orientation": "h", "y": -0.25}, height=400)
        return fig
