"""The saved state of widgets, made fit for a page."""

import json
from pathlib import Path

from cnnkit.publish.state import (
    CODE_BYTES,
    bundle_of,
    content_name,
    host,
    in_script,
    page_state,
    state_script,
)


def saved(**models: dict) -> dict:
    return {"state": models}


def widget(module: str = "cnnkit.widgets.shape_calc", **state: object) -> dict:
    record = {
        "_anywidget_id": f"{module}.ShapeCalc",
        "_esm": "old code",
        "_css": "",
        "_view_name": "AnyView",
        **state,
    }
    return {"model_name": "AnyModel", "model_module": "anywidget", "state": record, "buffers": []}


def bundles(folder: Path) -> Path:
    (folder / "shape-calc.js").write_text("new code")
    (folder / "shape-calc.css").write_text("new style")
    return folder


def test_cached_code_gives_way_to_the_current_bundle(tmp_path: Path) -> None:
    page, dead = page_state(saved(a=widget(n=3)), {}, bundles(tmp_path))
    state = page["state"]["a"]["state"]
    assert dead == []
    assert page["text"][state["_esm"]] == "new code"
    assert page["text"][state["_css"]] == "new style"
    assert state["n"] == 3
    assert "old code" not in json.dumps(page)


def test_widgets_of_others_keep_their_code(tmp_path: Path) -> None:
    page, _ = page_state(saved(a=widget(module="__main__")), {}, bundles(tmp_path))
    assert list(page["text"].values()) == ["old code"]


def test_a_widget_without_bundle_keeps_its_code(tmp_path: Path) -> None:
    assert bundle_of({"_anywidget_id": "cnnkit.widgets.shape_calc.ShapeCalc"}, tmp_path) is None


def test_twenty_widgets_of_a_kind_share_one_copy(tmp_path: Path) -> None:
    models = {f"m{i}": widget(n=i) for i in range(20)}
    page, _ = page_state(saved(**models), {}, bundles(tmp_path))
    assert sorted(page["text"].values()) == ["new code", "new style"]


def test_stock_widgets_are_named_and_left_out() -> None:
    slider = {"model_name": "IntSliderModel", "model_module": "@jupyter-widgets/controls", "state": {}}
    layout = {"model_name": "LayoutModel", "model_module": "@jupyter-widgets/base", "state": {}}
    page, dead = page_state(saved(s=slider, l=layout), {})
    assert dead == ["IntSliderModel"]
    assert page["state"] == {}


def test_big_buffers_leave_the_page_and_small_ones_stay() -> None:
    record = widget()
    big, small = "QUJD" * 5000, "QUJD"
    record["buffers"] = [
        {"path": ["weights"], "data": big, "encoding": "base64"},
        {"path": ["mask"], "data": small, "encoding": "base64"},
        {"path": ["maps", 0], "data": big, "encoding": "base64"},
    ]
    files: dict[str, str] = {}
    page, _ = page_state(saved(a=record), files)
    weights, mask, nested = page["state"]["a"]["buffers"]
    assert files == {weights["file"]: f'cnnkitData("{weights["file"]}","{big}")\n'}
    assert mask == {"path": ["mask"], "data": small}
    assert nested["data"] == big  # only a trait of its own can be fetched when it is read


def test_the_saved_state_is_not_changed(tmp_path: Path) -> None:
    before = saved(a=widget(n=1))
    copy = json.loads(json.dumps(before))
    page_state(before, {}, bundles(tmp_path))
    assert before == copy


def test_state_cannot_end_its_script() -> None:
    value = {"text": "</script><!-- <script>"}
    assert "</" not in in_script(value)
    assert "<!--" not in in_script(value)
    assert json.loads(in_script(value)) == value


def test_equal_content_has_equal_names() -> None:
    assert content_name("a") == content_name("a") != content_name("b")


def test_the_host_reserves_room_and_holds_the_still_frame() -> None:
    html = host("m1", {"height": 300, "height_narrow": 500, "still": "<svg></svg>"})
    assert 'data-ck-model="m1"' in html
    assert "--ck-wide:300px;--ck-narrow:500px" in html
    assert "<svg></svg>" in html
    assert "<noscript>" in host("m2", {})


def test_a_widget_that_is_only_asked_does_not_weigh_on_the_page(tmp_path: Path) -> None:
    page, dead = page_state(saved(a=widget(n=3), b=widget(n=4)), {}, bundles(tmp_path), shown={"b"})
    assert list(page["state"]) == ["b"]
    assert dead == []


def test_much_code_leaves_the_page_for_files_and_a_kind_has_one(tmp_path: Path) -> None:
    folder = bundles(tmp_path)
    (folder / "shape-calc.js").write_text("x" * (CODE_BYTES + 1))
    files: dict[str, str] = {}
    page, _ = page_state(saved(a=widget(n=1), b=widget(n=2)), files, folder)
    assert page["text"] == {}
    a, b = (page["state"][name]["state"] for name in "ab")
    assert (a["_esm"], a["_css"]) == (b["_esm"], b["_css"])
    assert files[a["_css"]] == f'cnnkitData("{a["_css"]}","new style")\n'
    assert len(files) == 2


def test_the_still_frame_stands_in_its_host_alone(tmp_path: Path) -> None:
    page, _ = page_state(saved(a=widget(still="<svg></svg>", n=1)), {}, bundles(tmp_path))
    assert "<svg></svg>" in host("a", page["state"]["a"]["state"])
    script = state_script(page)
    assert "svg" not in script
    assert '"n":1' in script
    assert page["state"]["a"]["state"]["still"] == "<svg></svg>", "what came in is not changed"
