"""The examples in docstrings run and say what comes out, and no function of the contract lacks one."""

import doctest
import importlib
import inspect
import re

import pytest
import torch
from torch import nn

from cnnkit.models import create_model
from tests.conftest import ROOT

CONTRACT = {
    "cnnkit.sizing": "conv_output_size explain_conv receptive_field",
    "cnnkit.summary": "macs param_count summarize",
    "cnnkit.models": """
        class_names create_model features list_models model_info prepare replace_head stages""",
    "cnnkit.visualize": """
        activations cam deconvnet deep_dream fgsm filter_grid filter_normalized_direction grad_cam
        guided_backprop integrated_gradients invert_features lesion loss_surface maximize_activation
        nearest_neighbors occlusion pgd saliency smoothgrad top_patches total_variation""",
    "cnnkit.detection": """
        average_precision batched_nms box_convert box_iou error_kinds evaluate_coco evaluate_voc nms
        yolo_decode yolo_encode yolo_lost""",
    "cnnkit.training": "confusion_matrix fit topk_accuracy",
}
"""The functions of the packages for which others write code, by the module that they are imported from."""

GIVEN = {"torch": torch, "nn": nn, "create_model": create_model}
"""What examples use without an import, beside the names of their own module."""

EXAMPLE = re.compile(r"^ *>>> ", re.M)
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "cnnkit").rglob("*.py")
    if EXAMPLE.search(path.read_text("utf8"))
)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS


@pytest.mark.parametrize("module", MODULES)
def test_examples_come_out_as_written(module):
    failed = []
    there = importlib.import_module(module)
    runner = doctest.DocTestRunner(verbose=False, optionflags=FLAGS)
    found = doctest.DocTestFinder(exclude_empty=True).find(there, extraglobs=GIVEN)
    examples = [one for one in found if one.examples]
    assert examples, f"{module} holds >>> but no example that doctest finds"
    for one in examples:
        runner.run(one, out=failed.append)
    assert not failed, "".join(failed)


@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in CONTRACT.items() for name in names.split()]
)
def test_functions_of_the_contract_have_an_example(module, name):
    thing = getattr(importlib.import_module(module), name)
    shown = doctest.DocTestParser().get_examples(inspect.getdoc(thing) or "")
    assert any(name in example.source for example in shown), f"{module}.{name} lacks an example that calls it"
    assert any(example.want for example in shown), f"the example of {module}.{name} shows no output"
