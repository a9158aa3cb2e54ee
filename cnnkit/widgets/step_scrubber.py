"""`StepScrubber`: a picture that a network made step by step, scrubbed through, in several recorded runs."""

from typing import Any, Self

import traitlets as t

from cnnkit.visualize.webp import webp
from cnnkit.widgets.items import WidgetError
from cnnkit.widgets.real_network import RealNetwork, file_img
from cnnkit.widgets.stills import page
from cnnkit.widgets.strips import COLUMNS, Run, Strips, load_strips
from cnnkit.widgets.traits import Place

__all__ = ["StepScrubber"]


class StepScrubber(RealNetwork):
    """Choose a run, scrub its steps: the picture, and the score that was climbed (or went down).

        StepScrubber.recorded("class_images")                        # first run, first frame
        StepScrubber.recorded("dream", run="layer-fire2", step=-1)   # a run by its key; the last frame
        StepScrubber(strips)                                         # a record of your own

    A strip, the frames of one run, is a file beside the page that is fetched when its run is chosen. A run
    whose `setup` says how also climbs in the page, on the real network, once the reader asks for that.
    Raises `WidgetError` for a record, a run or a frame that is not there.
    """

    slug = "step-scrubber"

    question = t.Unicode("What does each prior forbid?").tag(sync=True)

    record = t.Dict(help="groups of runs: names, steps, scores, and which strip is theirs").tag(sync=True)
    run = Place(0, lambda w: len(_runs(w)), help="which of the runs, group after group").tag(sync=True)
    step = Place(0, lambda w: len(_runs(w)[0]["steps"]) if w.record else 0, help="which of its frames").tag(
        sync=True
    )
    presets = t.List(t.Dict(), help="[{label, run, step}, …]").tag(sync=True)

    def __init__(self, strips: Strips, run: str | int = 0, step: int = 0, **kwargs: Any) -> None:
        self.strips = strips
        runs = strips.runs
        chosen = strips.run(run) if isinstance(run, str) else _at(strips, run)
        place = step + len(chosen.steps) if step < 0 else step
        if not 0 <= place < len(chosen.steps):
            raise WidgetError(f"step={step}: {chosen.key} has frames 0 to {len(chosen.steps) - 1}")
        data = [strips.strip(one) for one in runs]
        starts = next((one.setup["photograph"] for one in runs if "photograph" in one.setup), "temple")
        facts = {"run": runs.index(chosen), "step": place, "record": _facts(strips, data)}
        super().__init__(**{"picture": starts} | facts | kwargs)
        # a trait for each, so that a page fetches one strip and not all of them
        self.add_traits(
            **{f"strip{i}": t.Bytes(help="WebP").tag(sync=True) for i in range(len(data))},
        )
        for i, one in enumerate(data):
            self.set_trait(f"strip{i}", one)
        if not self.still:
            self.still = self._first_still(chosen, place)

    @classmethod
    def recorded(cls, record: str, run: str | int = 0, step: int = 0, **kwargs: Any) -> Self:
        """Of a record that ships: `run` by its key or number, `step` the number of a frame (−1: the last)."""
        return cls(load_strips(record), run, step, **kwargs)

    @property
    def chosen(self) -> Run:
        """The run that is shown."""
        return self.strips.runs[self.run]

    @property
    def score(self) -> float:
        """What it has reached at the frame that is shown."""
        return self.chosen.scores[self.step]

    def _first_still(self, run: Run, place: int) -> str:
        words = said(self.strips, run, place)
        picture = file_img(webp(self.strips.frames(run)[place], 60), words, 256)
        return page(self.question, picture, words=words)


def _runs(widget: StepScrubber) -> list[dict]:
    return [run for group in widget.record.get("groups", []) for run in group["runs"]]


def said(strips: Strips, run: Run, place: int) -> str:
    """The live sentence, as the page writes it."""
    score = f"{run.scores[place]:,.{strips.digits}f} {strips.unit}".strip()
    last = place == len(run.steps) - 1
    end = f" {run.says}" if run.says and last else ""
    step = f"step {run.steps[place]} of {run.steps[-1]}"
    return f"{run.title[:1].upper()}{run.title[1:]}, {step}: {strips.score} {score}.{end}"


def _at(strips: Strips, number: int) -> Run:
    runs = strips.runs
    if not 0 <= number < len(runs):
        raise WidgetError(f"run={number}: {strips.record} has runs 0 to {len(runs) - 1}")
    return runs[number]


def _facts(strips: Strips, data: list[bytes]) -> dict[str, Any]:
    """What the page knows of the record before it fetches a strip."""
    sizes = iter(data)
    groups = [
        {
            "name": name,
            "runs": [
                {
                    "name": run.name, "title": run.title, "steps": list(run.steps),
                    "scores": list(run.scores), "side": list(run.side),
                    "setup": run.setup, "says": run.says, "bytes": len(next(sizes)),
                }
                for run in runs
            ],
        }
        for name, runs in strips.groups
    ]  # fmt: skip
    labels = {"group": strips.facts.get("group", "What"), "item": strips.facts.get("item", "Which")}
    about = {"score": strips.score, "unit": strips.unit, "digits": strips.digits, "columns": COLUMNS}
    return about | {"labels": labels, "groups": groups}
