"""The examples in docstrings run and say what comes out, and no function of the contract lacks one."""

import doctest
import importlib
import inspect
import re

import pytest
import torch
from torch import nn

from cnnkit.models import create_model
from cnnkit.publish.reference import public
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

WITHOUT = {
    "cnnkit.checks": "what notebooks of problem sets call; the tests of cnnkit.checks are its examples",
    "cnnkit.data.cifar": "reads files of 170 MB",
    "cnnkit.data.mnist load_mnist": "reads files of 12 MB",
    "cnnkit.download": "asks the network, and a folder of the reader's",
}
"""What the reference describes without an example: a module, or one function of it, and why."""

GIVEN = {"torch": torch, "nn": nn, "create_model": create_model}
"""What examples use without an import, beside the names of their own module."""

EXAMPLE = re.compile(r"^ *>>> ", re.M)
MODULES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "cnnkit").rglob("*.py")
    if EXAMPLE.search(path.read_text("utf8"))
)
REFERENCE = [
    module
    for page in sorted((ROOT / "book/appendix/api").glob("*.md"))
    for module in re.findall(r"^% api: (.*)$", page.read_text("utf8"), re.M)[0].split()
]
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


def test_functions_of_the_reference_have_an_example():
    bare = [
        f"{module} {name}"
        for module in REFERENCE
        for name, thing in public(module)
        if inspect.isroutine(thing) and ">>> " not in (thing.__doc__ or "")
    ]
    reasons = {
        one: {reason for reason in WITHOUT if one == reason or one.split()[0] == reason} for one in bare
    }
    assert [one for one, found in reasons.items() if not found] == []
    assert set().union(*reasons.values()) == set(WITHOUT), "a reason for what has an example by now"
