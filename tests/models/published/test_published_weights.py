"""Published weights without a download: recorded lists of keys and shapes, and files made from them."""

import hashlib
import json
import re
import subprocess
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import torch
from safetensors.torch import save_file

from cnnkit.download import DownloadError
from cnnkit.models import create_model, list_models, model_info, weights_info
from cnnkit.models.published.files import PUBLISHED
from cnnkit.models.published.keys import rename
from cnnkit.models.published.loading import load_state

HERE = Path(__file__).parent
NORM = ("weight", "bias", "running_mean", "running_var")
SMALLEST = "mobilenet_v2"  # of those with batch normalization


def recorded(name):
    """Shapes by key of the peer's state dict."""
    library, peer = PUBLISHED[name].peer.split()
    record = json.loads((HERE / f"{library}_{peer}.json").read_text())
    assert (record["peer"]["library"], record["peer"]["network"]) == (library, peer)
    shapes = {}
    for module, tensors in record["modules"].items():
        if isinstance(tensors, int):
            tensors = {leaf: [tensors] for leaf in NORM} | {"num_batches_tracked": []}
        shapes |= {f"{module}.{leaf}": tuple(shape) for leaf, shape in tensors.items()}
    return shapes


def fake(name, seed=0):
    """A state dict as the published file has it, with random numbers."""
    generator = torch.Generator().manual_seed(seed)
    return {
        key: torch.rand(shape, generator=generator) if shape else torch.tensor(7)
        for key, shape in recorded(name).items()
    }


def on_meta(name):
    with torch.device("meta"):
        return create_model(name, variant=PUBLISHED[name].variants[0])


@pytest.fixture
def publish(tmp_path, monkeypatch):
    """Puts a state dict where the published file of `name` would be, and gives its path."""
    monkeypatch.setenv("CNNKIT_HOME", str(tmp_path))

    def put(name, state, **save):
        torch.save(state, tmp_path / "file")
        digest = hashlib.sha256((tmp_path / "file").read_bytes()).hexdigest()
        url = f"https://127.0.0.1:9/{name}-{digest[:8]}.pth"
        monkeypatch.setitem(PUBLISHED, name, PUBLISHED[name]._replace(url=url))
        return (tmp_path / "file").rename(tmp_path / PUBLISHED[name].file)

    return put


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_row_names_a_network_a_variant_and_a_checked_file(name):
    published = PUBLISHED[name]
    assert set(published.variants) <= set(model_info(name).variants)
    assert "imagenet" in model_info(name).weights
    assert weights_info(name, "imagenet") is published
    assert re.fullmatch(r"https://[^?#]+/[\w.-]+-[0-9a-f]{8,9}\.pth", published.url)
    assert published.checksum == f"sha256:{re.search(r'-([0-9a-f]+)[.]pth', published.url)[1]}"
    assert published.preparation.crop < published.preparation.resize


def test_no_two_networks_share_a_file():
    assert len({published.url for published in PUBLISHED.values()}) == len(PUBLISHED)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_map_names_every_tensor_of_the_file_and_of_ours_once_and_the_shapes_are_equal(name):
    published, theirs = PUBLISHED[name], recorded(name)
    ours = {key: tuple(tensor.shape) for key, tensor in on_meta(name).state_dict().items()}
    renamed = rename(published.keys, name, theirs)
    assert set(renamed) == set(theirs)
    assert sorted(renamed.values()) == sorted(ours)
    for key, new in renamed.items():
        shape = theirs[key]
        if published.background and shape and shape[0] == 1001:
            shape = (1000, *shape[1:])
        assert shape == ours[new], key


@pytest.mark.parametrize("name", PUBLISHED)
def test_no_other_networks_file_fits(name):
    model = on_meta(name)
    for other in PUBLISHED.keys() - {name}:
        state = {key: torch.empty(shape, device="meta") for key, shape in recorded(other).items()}
        with pytest.raises(ValueError, match=rf"^{name}: not the weights of {PUBLISHED[name].peer} "):
            load_state(model, name, state)


@pytest.mark.parametrize("name", [name for name in PUBLISHED if model_info(name).params < 30_000_000])
def test_every_number_of_the_file_arrives_where_the_map_says(name):
    state = fake(name)
    model = create_model(name, variant=PUBLISHED[name].variants[0])
    load_state(model, name, state)
    ours = model.state_dict()
    for key, new in rename(PUBLISHED[name].keys, name, state).items():
        background = state[key].dim() > 0 and len(state[key]) == 1001
        assert torch.equal(ours[new], state[key][1:] if background else state[key]), key


def test_a_file_in_the_cache_folder_is_loaded_and_one_of_another_content_is_not(publish):
    state = fake(SMALLEST)
    path = publish(SMALLEST, state)
    variant = PUBLISHED[SMALLEST].variants[0]
    model = create_model(SMALLEST, variant=variant, weights="imagenet")
    same = create_model(SMALLEST, variant=variant, weights=path)
    expected = on_meta(SMALLEST).to_empty(device="cpu")
    load_state(expected, SMALLEST, state)
    for key, tensor in expected.state_dict().items():
        assert torch.equal(tensor, model.state_dict()[key])
        assert torch.equal(tensor, same.state_dict()[key])
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(
        DownloadError, match=rf"put the file at\n  {re.escape(str(path))}\nIts sha256 must be"
    ):
        create_model(SMALLEST, variant=variant, weights="imagenet")


def test_a_file_that_is_not_there_is_downloaded_once(publish, tmp_path, monkeypatch):
    path = publish(SMALLEST, fake(SMALLEST))
    (tmp_path / "server").mkdir()
    path.rename(tmp_path / "server" / path.name)
    served = []

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *line):
            served.append(self.path)

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=tmp_path / "server"))
    Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}/{path.name}"
    monkeypatch.setitem(PUBLISHED, SMALLEST, PUBLISHED[SMALLEST]._replace(url=url))
    try:
        for _ in range(2):
            create_model(SMALLEST, variant=PUBLISHED[SMALLEST].variants[0], weights="imagenet")
    finally:
        server.shutdown()
        server.server_close()
    assert served == [f"/{path.name}"]
    assert path.exists()


def test_files_that_old_torch_saved_without_counters_load(tmp_path):
    state = {key: tensor for key, tensor in fake(SMALLEST).items() if not key.endswith("num_batches_tracked")}
    path = tmp_path / "old.pth"
    torch.save(state, path, _use_new_zipfile_serialization=False)
    model = create_model(SMALLEST, variant=PUBLISHED[SMALLEST].variants[0], weights=path)
    key, new = next(iter(rename(PUBLISHED[SMALLEST].keys, SMALLEST, state).items()))
    assert torch.equal(model.state_dict()[new], state[key])


def test_densenets_files_which_are_older_than_its_code_have_their_own_names():
    """torchvision renamed the layers of a dense layer in 2018, and kept the files."""
    new = [key for key in recorded("densenet121") if ".denselayer" in key]
    old = [re.sub(r"(norm|conv)(\d)", r"\1.\2", key) for key in new]
    assert "features.denseblock1.denselayer1.norm.1.weight" in old
    renamed = [rename("densenet", "densenet121", keys) for keys in (new, old)]
    assert list(renamed[0].values()) == list(renamed[1].values())


def test_other_channels_are_refused_with_the_way_to_get_them(publish):
    variant = PUBLISHED[SMALLEST].variants[0]
    with pytest.raises(ValueError, match=r"in_channels=3, got 1: .* replace stem.* by your own"):
        create_model(SMALLEST, variant=variant, in_channels=1, weights="imagenet")
    publish(SMALLEST, fake(SMALLEST))
    create_model(SMALLEST, variant=variant, num_classes=1000, in_channels=3, weights="imagenet")


@pytest.mark.parametrize("name", [name for name in PUBLISHED if len(model_info(name).variants) > 1])
def test_a_variant_that_computes_something_else_is_refused_before_any_download(name, monkeypatch):
    monkeypatch.setattr("cnnkit.models.published.loading.fetch", lambda *a, **k: pytest.fail("downloaded"))
    fit = PUBLISHED[name].variants
    for variant in model_info(name).variants:
        if variant not in (*fit, "torchvision_no_heads"):
            with pytest.raises(
                ValueError, match=rf"{name} fit variant .*{fit[0]}.*; variant '{variant}' does not"
            ):
                create_model(name, variant=variant, weights="imagenet")


def test_a_file_of_another_network_is_refused_by_name_and_leaves_the_model_alone(tmp_path):
    """What came in, and what would fit; and nothing is copied by halves."""
    ours = create_model("lenet5").state_dict()
    save_file(ours, tmp_path / "lenet.safetensors")
    with pytest.raises(ValueError, match="does not fit") as error:
        create_model(
            SMALLEST, variant=PUBLISHED[SMALLEST].variants[0], weights=tmp_path / "lenet.safetensors"
        )
    text = str(error.value)
    assert f"lenet.safetensors does not fit {SMALLEST}" in text
    assert "It has 61,706 weights, as lenet5." in text
    assert re.search(r"\d+ missing \(.*\d+ unknown \(", text)

    state = fake(SMALLEST)
    wide = next(key for key, tensor in state.items() if tensor.dim() == 4)
    state[wide] = torch.zeros(1, 2, 3, 3)
    model = create_model(SMALLEST, variant=PUBLISHED[SMALLEST].variants[0])
    before = {key: tensor.clone() for key, tensor in model.state_dict().items()}
    with pytest.raises(
        ValueError, match=rf"{SMALLEST}: not the weights of .* 1 of another shape .*\(1, 2, 3, 3\)"
    ):
        load_state(model, SMALLEST, state)
    assert all(torch.equal(tensor, before[key]) for key, tensor in model.state_dict().items())


def test_our_own_state_dicts_load_from_a_path_too(tmp_path):
    model = create_model("lenet5", num_classes=4, in_channels=2)
    torch.save(model.state_dict(), tmp_path / "mine.pt")
    again = create_model("lenet5", num_classes=4, in_channels=2, weights=tmp_path / "mine.pt")
    assert all(torch.equal(a, b) for a, b in zip(model.parameters(), again.parameters(), strict=True))
    with pytest.raises(
        ValueError, match=r"mine.pt does not fit lenet5 \(modern\).*is \(6, 2, 5, 5\), here \(6, 1,"
    ):
        create_model("lenet5", weights=tmp_path / "mine.pt")


@pytest.mark.parametrize(
    ("content", "suffix"),
    [(b"", ".pth"), (b"no weights", ".pth"), (b"PK\x03\x04" + bytes(60), ".pth"), (b"no", ".safetensors")],
)
def test_a_broken_file_is_refused_with_what_is_legal(tmp_path, content, suffix):
    path = tmp_path / f"broken{suffix}"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"broken\.\w+ cannot be read as weights .*legal: a state dict"):
        create_model("lenet5", weights=path)


def test_a_file_with_code_or_without_tensors_is_refused(tmp_path):
    torch.save(create_model("lenet5"), tmp_path / "module.pt")
    with pytest.raises(ValueError, match=r"cannot be read as weights .*such as code"):
        create_model("lenet5", weights=tmp_path / "module.pt")
    torch.save({"epoch": 3}, tmp_path / "other.pt")
    with pytest.raises(ValueError, match="holds dict of epoch, not a state dict: tensors by name"):
        create_model("lenet5", weights=tmp_path / "other.pt")
    with pytest.raises(ValueError, match="there is no file"):
        create_model("lenet5", weights=tmp_path / "absent.pt")


def test_importing_the_models_reads_no_maps_and_opens_no_way_to_the_network():
    code = (
        "import sys, torch; a = set(sys.modules); import cnnkit.models; print(*sorted(set(sys.modules) - a))"
    )
    new = subprocess.check_output([sys.executable, "-c", code], text=True).split()
    assert "cnnkit.models.published.files" in new
    heavy = ("urllib", "http", "safetensors", "cnnkit.download", "cnnkit.models.published.keys")
    assert [module for module in new if module.startswith(heavy)] == []


def test_networks_without_published_weights_say_so():
    without = [name for name in list_models() if not model_info(name).weights]
    assert without
    with pytest.raises(ValueError, match=f"{without[0]} has no weights 'imagenet'. There are none"):
        create_model(without[0], weights="imagenet")
