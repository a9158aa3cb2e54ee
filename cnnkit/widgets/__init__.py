"""The widgets of the course: one class each, alive in JupyterLab and on static pages."""

from cnnkit.widgets.adversarial_slider import AdversarialSlider as AdversarialSlider
from cnnkit.widgets.bn_stream import BnStream as BnStream
from cnnkit.widgets.capsule_routing import CapsuleRouting as CapsuleRouting
from cnnkit.widgets.conv1d_stepper import Conv1dStepper as Conv1dStepper
from cnnkit.widgets.conv_matrix import ConvMatrix as ConvMatrix
from cnnkit.widgets.conv_stepper import ConvStepper as ConvStepper
from cnnkit.widgets.cost_explorer import CostExplorer as CostExplorer
from cnnkit.widgets.dense_growth import DenseGrowth as DenseGrowth
from cnnkit.widgets.digit_net import DigitNet as DigitNet
from cnnkit.widgets.dropout_sim import DropoutSim as DropoutSim
from cnnkit.widgets.filter_gallery import FilterGallery as FilterGallery
from cnnkit.widgets.head_switch import HeadSwitch as HeadSwitch
from cnnkit.widgets.inception_bench import InceptionBench as InceptionBench
from cnnkit.widgets.map_explorer import MapExplorer as MapExplorer
from cnnkit.widgets.neighbour_browser import NeighbourBrowser as NeighbourBrowser
from cnnkit.widgets.pool_stepper import PoolStepper as PoolStepper
from cnnkit.widgets.predict import Predict as Predict
from cnnkit.widgets.quiz import Quiz as Quiz
from cnnkit.widgets.residual_block import ResidualBlock as ResidualBlock
from cnnkit.widgets.shape_calc import ShapeCalc as ShapeCalc
from cnnkit.widgets.stack_builder import StackBuilder as StackBuilder
from cnnkit.widgets.step_scrubber import StepScrubber as StepScrubber
from cnnkit.widgets.template_match import TemplateMatch as TemplateMatch
from cnnkit.widgets.train_lab import TrainLab as TrainLab
from cnnkit.widgets.train_replay import TrainReplay as TrainReplay
