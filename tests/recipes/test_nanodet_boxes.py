"""The reader of TensorFlow.js graphs on small ones, and the geometry of the boxes."""

import base64

import numpy as np
import pytest
import torch

from cnnkit.data.boxed_photos import boxed_photo
from cnnkit.recipes.nanodet_boxes import GRIDS, boxes_and_scores, in_square, said_of
from cnnkit.recipes.tfjs_graph import TfjsGraph

VALID = {"s": base64.b64encode(b"VALID").decode()}


def node(name, op, *inputs, **attr):
    return {"name": name, "op": op, "input": list(inputs), "attr": attr}


def graph(nodes, weights):
    """`weights`: name -> array, floats stored as float16 as in the file that we read."""
    entries, content = [], b""
    for name, array in weights.items():
        floats = array.dtype == np.float32
        entry = {"name": name, "shape": list(array.shape), "dtype": "float32" if floats else "int32"}
        entries.append(entry | ({"quantization": {"dtype": "float16"}} if floats else {}))
        content += array.astype("<f2" if floats else "<i4").tobytes()
    consts = [node(name, "Const") for name in weights]
    return {"modelTopology": {"node": consts + nodes}, "weightsManifest": [{"weights": entries}]}, content


def test_a_small_graph():
    rng = np.random.default_rng(0)
    kernel = rng.integers(-3, 4, (2, 2, 3, 4)).astype(np.float32)  # h w in out
    weights = {
        "kernel": kernel,
        "bias": np.arange(4, dtype=np.float32),
        "pads": np.array([[0, 0], [1, 0], [0, 1], [0, 0]], dtype=np.int32),
        "sizes": np.array([1, 3], dtype=np.int32),
        "axis": np.array(3, dtype=np.int32),
    }
    steps = {"list": {"i": ["1", "2", "2", "1"]}}
    nodes = [
        node("x", "Placeholder"),
        node("padded", "Pad", "x", "pads"),
        node("conv", "Conv2D", "padded", "kernel", "^x", strides=steps, padding=VALID),
        node("sum", "AddV2", "conv", "bias"),
        node("parts", "SplitV", "sum", "sizes", "axis"),
        node("act", "LeakyRelu", "parts:1", alpha={"f": 0.1}),
        node("both", "ConcatV2", "act", "parts", "axis"),
    ]
    x = torch.from_numpy(rng.integers(0, 9, (1, 5, 7, 3)).astype(np.float32))
    (out,) = TfjsGraph(*graph(nodes, weights))(x, ["both"])
    padded = torch.nn.functional.pad(x.permute(0, 3, 1, 2), (0, 1, 1, 0))
    y = torch.nn.functional.conv2d(padded, torch.from_numpy(kernel).permute(3, 2, 0, 1), stride=2)
    y = (y + torch.arange(4.0)[:, None, None]).permute(0, 2, 3, 1)
    rest = y[..., 1:]
    torch.testing.assert_close(out, torch.cat([torch.where(rest > 0, rest, 0.1 * rest), y[..., :1]], 3))


def test_sizes_out_of_a_sparse_list():
    weights = {
        "places": np.array([[0], [2]], dtype=np.int32),
        "shape": np.array([3], dtype=np.int32),
        "values": np.array([7, 9], dtype=np.int32),
        "zero": np.array(0, dtype=np.int32),
    }
    nodes = [node("dense", "SparseToDense", "places", "shape", "values", "zero")]
    (out,) = TfjsGraph(*graph(nodes, weights))(torch.zeros(1), ["dense"])
    assert out.tolist() == [7, 0, 9]


def test_what_it_cannot_run_is_refused():
    model, content = graph([node("x", "Placeholder"), node("y", "Softplus", "x")], {})
    with pytest.raises(ValueError, match=r"y is a Softplus; legal: Add, AddV2"):
        TfjsGraph(model, content)(torch.zeros(1), ["y"])
    with pytest.raises(ValueError, match="the weights have 3 bytes, their list accounts for 0"):
        TfjsGraph(model, b"abc")


class Fake:
    """Says of each cell: one class at one place, and edges at given distances, in cells."""

    def __call__(self, x, outputs):
        assert x.shape == (1, 3, 416, 416)
        found = []
        for step in GRIDS:
            side = 416 // step
            scores = torch.zeros(1, side * side, 80)
            if step == 32:
                scores[0, 2 * side + 5, 41] = 0.75  # row 2, column 5
            edges = torch.full((1, side * side, 4, 11), -1e9)
            for edge, cells in enumerate((1, 0, 3, 2)):  # left, up, right, down
                edges[..., edge, cells] = 0
            found += [scores, edges.flatten(2)]
        return found


def test_a_cell_says_distances_from_its_centre():
    boxes, scores = boxes_and_scores(Fake(), torch.zeros(3, 416, 416))
    assert boxes.shape == (52**2 + 26**2 + 13**2, 4)
    (at,) = scores.amax(1).nonzero().flatten().tolist()
    assert boxes[at].tolist() == [5.5 * 32 - 32, 2.5 * 32, 5.5 * 32 + 96, 2.5 * 32 + 64]
    picture = boxed_photo("motorcycle")
    _, left, top = in_square(picture)
    assert (left, top) == (0, 67)
    assert said_of(Fake(), picture) == [[144.0, 80.0 - 67, 272.0, 144.0 - 67, 41, 0.75]]
