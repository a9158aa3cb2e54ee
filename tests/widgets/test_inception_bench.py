"""`InceptionBench` counts as torch's modules do, and refuses what the page cannot draw."""

import importlib.util
import json

import pytest

from cnnkit.blocks.inception_naive import NaiveInception
from cnnkit.blocks.inception_reduced import ReducedInception
from cnnkit.summary import macs
from cnnkit.widgets import InceptionBench
from cnnkit.widgets.base import Widget
from tests.conftest import ROOT

GOLDEN = ROOT / "tests" / "golden" / "inception.json"
CASES = json.loads(GOLDEN.read_text("utf8"))["inception"]


def test_golden_vectors_are_what_torch_says_today() -> None:
    spec = importlib.util.spec_from_file_location("make_inception", GOLDEN.with_name("make_inception.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert GOLDEN.read_text("utf8") == module.text(), "run: python tests/golden/make_inception.py"


@pytest.mark.parametrize(
    "case", [case for case in CASES if min(case["args"][0][k] for k in ("c", "conv1", "conv3", "conv5")) >= 8]
)
def test_python_says_what_the_page_says(case: dict) -> None:
    widths, twice = case["args"]
    bench, want = InceptionBench(**widths, twice=twice), case["want"]
    for name, branch in bench.branches.items():
        assert branch._asdict() == want["branches"][name]
    assert (bench.macs, bench.counted, bench.maps) == (want["macs"], want["counted"], want["maps"])


def test_it_counts_the_modules_of_the_library() -> None:
    shape = (1, 256, 28, 28)
    naive, bench = NaiveInception(256, 128, 192, 96), InceptionBench()
    assert (bench.macs, bench.maps) == (macs(naive, shape), 672)
    reduced = ReducedInception(256, 128, 64, 192, 64, 96, 64)
    bench = InceptionBench(squeeze3=64, squeeze5=64, project=64, twice="three")
    assert (bench.macs, bench.maps) == (macs(reduced, shape), 480)
    assert bench.counted == 358_055_936
    assert "With the 3×3 counted twice: 358,055,936." in bench.still


def test_every_preset_shows_what_its_label_claims() -> None:
    made = {
        label: InceptionBench(**rest)
        for label, rest in ((p.pop("label"), p) for p in InceptionBench().presets)
    }
    squeezed, dear, real = made.values()
    assert "480" in next(iter(made))
    assert squeezed.maps == 480
    assert dear.branches["three"].macs > dear.branches["three"].plain
    assert real.branches["five"].macs == 12_443_648
    assert real.maps == 256


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"conv3": 0}, "conv3 is a whole number from 8 to 384"),
        ({"squeeze5": 300}, "squeeze5=300: a squeeze leaves 0 (none) to 256 of 256 maps"),
        ({"c": 64, "project": 65}, "project=65: a squeeze leaves 0 (none) to 64 of 64 maps"),
        ({"twice": "seven"}, "twice is one of '', 'one', 'three', 'five', 'pool'"),
    ],
)
def test_what_the_page_cannot_draw_is_refused(given: dict, says: str) -> None:
    with pytest.raises(ValueError, match=r".") as error:
        InceptionBench(**given)
    assert says in str(error.value)


def test_a_widget_without_its_bundle_can_be_imported_and_says_what_is_missing() -> None:
    class Unbuilt(Widget):
        slug = "never-built"

    assert "npm run build" in Unbuilt()._esm
