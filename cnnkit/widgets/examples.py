"""One example of each widget and of its forms: for the appendix, for measuring, for the tests of all.

A widget that the package exports and that has no line here fails a test.
"""

from collections.abc import Callable

import cnnkit.widgets as exported
from cnnkit.widgets.adversarial_slider import AdversarialSlider
from cnnkit.widgets.arch_explorer import ArchExplorer
from cnnkit.widgets.backward_rules import BackwardRules
from cnnkit.widgets.base import Widget
from cnnkit.widgets.bn_stream import BnStream
from cnnkit.widgets.c3_table import C3Table
from cnnkit.widgets.capsule_routing import CapsuleRouting
from cnnkit.widgets.compare_plot import ComparePlot
from cnnkit.widgets.conv1d_stepper import Conv1dStepper
from cnnkit.widgets.conv_matrix import ConvMatrix
from cnnkit.widgets.conv_stepper import ConvStepper
from cnnkit.widgets.cost_explorer import CostExplorer
from cnnkit.widgets.dense_growth import DenseGrowth
from cnnkit.widgets.digit_net import DigitNet
from cnnkit.widgets.digit_walk import DigitWalk
from cnnkit.widgets.dropout_sim import DropoutSim
from cnnkit.widgets.filter_gallery import FilterGallery
from cnnkit.widgets.freezer import Freezer
from cnnkit.widgets.head_switch import HeadSwitch
from cnnkit.widgets.inception_bench import InceptionBench
from cnnkit.widgets.iou_drag import IouDrag
from cnnkit.widgets.label_painter import LabelPainter
from cnnkit.widgets.layer_randomizer import LayerRandomizer
from cnnkit.widgets.lesion_toggles import LesionToggles
from cnnkit.widgets.live_detector import LiveDetector
from cnnkit.widgets.loss_surface import LossSurface
from cnnkit.widgets.map_explorer import MapExplorer
from cnnkit.widgets.neighbour_browser import NeighbourBrowser
from cnnkit.widgets.nms_stepper import NmsStepper
from cnnkit.widgets.occlusion_drag import OcclusionDrag
from cnnkit.widgets.picture_walk import PictureWalk
from cnnkit.widgets.pool_stepper import PoolStepper
from cnnkit.widgets.pr_builder import PrBuilder
from cnnkit.widgets.predict import Predict
from cnnkit.widgets.quiz import Quiz
from cnnkit.widgets.residual_block import ResidualBlock
from cnnkit.widgets.roi_grid import RoiGrid
from cnnkit.widgets.shape_calc import ShapeCalc
from cnnkit.widgets.stack_builder import StackBuilder
from cnnkit.widgets.step_scrubber import StepScrubber
from cnnkit.widgets.template_match import TemplateMatch
from cnnkit.widgets.timeline import Timeline
from cnnkit.widgets.train_lab import TrainLab
from cnnkit.widgets.train_replay import TrainReplay
from cnnkit.widgets.two_heads import TwoHeads
from cnnkit.widgets.yolo_grid import YoloGrid

WINDOWS = [
    {"text": "4, and column 9 is never read", "right": True, "why": "They start at 0, 2, 4 and 6."},
    {"text": "5, the last one half empty", "why": "A fifth would start at 8 and need column 10."},
    {"text": "none: it is an error", "why": "torch rounds down and says nothing."},
]
STEPS = {
    "question": "60,000 images, batches of 128: how many steps is one epoch?",
    "answer": 469,
    "unit": "steps",
    "why": "468.75, and the last batch of 96 images counts.",
    "traps": {468: "That leaves the last 96 images out."},
}

EXAMPLES: dict[str, Callable[[], Widget]] = {
    "digit-net": lambda: DigitNet(question="Draw a digit, then point at a unit: which pixels does it read?"),
    "template-match": lambda: TemplateMatch(question="Which pixels vote for which class?"),
    "conv-stepper": lambda: ConvStepper(question="What is skipped?"),
    "conv-stepper.channels": lambda: ConvStepper.channels(question="How do three channels become one map?"),
    "conv-matrix": lambda: ConvMatrix(question="Where does one weight act?"),
    "pool-stepper": lambda: PoolStepper(question="Which inputs can change without being noticed?"),
    "stack-builder": lambda: StackBuilder(question="What must each layer be told, what follows?"),
    "stack-builder.cone": lambda: StackBuilder("pool_last", question="How far does one unit see?"),
    "head-switch": lambda: HeadSwitch(question="Which head minds where the shape is?"),
    "train-replay": lambda: TrainReplay(question="When did the network learn this 8?"),
    "train-lab": lambda: TrainLab(question="Plain or residual: which of 56 layers learn?"),
    "shape-calc": lambda: ShapeCalc(question="Which choices are exact?"),
    "shape-calc.padding": lambda: ShapeCalc(
        padding="same", presets="padding", question="Where does “same” put the extra column?"
    ),
    "cost-explorer": lambda: CostExplorer(question="What doubles what?"),
    "cost-explorer.squeeze": lambda: CostExplorer.squeeze(
        question="When does it cost more than the plain 3×3?"
    ),
    "cost-explorer.wiring": lambda: CostExplorer.wiring(question="What can two groups no longer tell?"),
    "inception-bench": lambda: InceptionBench(),
    "conv1d-stepper": lambda: Conv1dStepper(question="Which words make a filter fire?"),
    "bn-stream": lambda: BnStream(),
    "capsule-routing": lambda: CapsuleRouting(question="When does a whole light up?"),
    "arch-explorer": lambda: ArchExplorer(),
    "arch-explorer.pair": lambda: ArchExplorer(
        ["resnet34", "resnet50"],
        ["resnet18", "resnet101", "resnet152"],
        question="Why does 50 cost hardly more than 34?",
    ),
    "arch-explorer.table": lambda: ArchExplorer(
        "googlenet", table=True, at="inception5a", question="What does module 5a cost?"
    ),
    "arch-explorer.dials": lambda: ArchExplorer(
        "mobilenet_v1",
        dials={"width": [0.25, 0.5, 0.75, 1.0], "side": [128, 160, 192, 224]},
        question="What falls as the width, what as its square?",
    ),
    "residual-block": lambda: ResidualBlock(),
    "dense-growth": lambda: DenseGrowth(),
    "dropout-sim": lambda: DropoutSim(),
    "step-scrubber": lambda: StepScrubber.recorded(
        "dream", "layer-fire3", -1, question="What does this layer want to see?"
    ),
    "neighbour-browser": lambda: NeighbourBrowser(),
    "picture-walk": lambda: PictureWalk(),
    "digit-walk": lambda: DigitWalk(),
    "freezer": lambda: Freezer(),
    "map-explorer": lambda: MapExplorer(),
    "filter-gallery": lambda: FilterGallery(),
    "backward-rules": lambda: BackwardRules(),
    "occlusion-drag": lambda: OcclusionDrag(),
    "layer-randomizer": lambda: LayerRandomizer(),
    "timeline": lambda: Timeline(),
    "compare-plot": lambda: ComparePlot(),
    "c3-table": lambda: C3Table(),
    "label-painter": lambda: LabelPainter(),
    "lesion-toggles": lambda: LesionToggles(),
    "loss-surface": lambda: LossSurface(),
    "iou-drag": lambda: IouDrag(),
    "nms-stepper": lambda: NmsStepper(),
    "yolo-grid": lambda: YoloGrid(),
    "two-heads": lambda: TwoHeads(),
    "roi-grid": lambda: RoiGrid(),
    "live-detector": lambda: LiveDetector(),
    "predict": lambda: Predict("Ten pixels, kernel 3, stride 2: how many windows?", WINDOWS),
    "predict.number": lambda: Predict(**STEPS),
    "predict.slider": lambda: Predict(
        "How much of the accuracy is left?", answer=45, unit="%", why="Measured.", low=0, high=100, step=1
    ),
    "quiz": lambda: Quiz([{"question": "How many windows?", "options": WINDOWS}, STEPS]),
    "pr-builder": lambda: PrBuilder(),
    "pr-builder.photographs": lambda: PrBuilder(
        source="photographs", question="Draw what is there: how good is the detector?"
    ),
    "adversarial-slider": lambda: AdversarialSlider(question="Is noise of equal size as bad?"),
}
"""How to make each, by `slug` or `slug.form`."""


def exported_widgets() -> list[type[Widget]]:
    """The classes that `cnnkit.widgets` offers."""
    return [it for it in vars(exported).values() if isinstance(it, type) and issubclass(it, Widget)]
