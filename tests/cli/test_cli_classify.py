"""`cnnkit classify`: the top five of each picture, exit codes, help."""

import json
import re
from pathlib import Path

import pytest
from PIL import Image

from cnnkit.cli import main
from cnnkit.data.photos import photo
from cnnkit.recipes.squeezenet1_1_photographs import RECORD

ROW = re.compile(r" *(\d+\.\d)%  (\S.*)")


@pytest.fixture
def picture(tmp_path):
    """Writes a bundled photograph into a file; a rotation as a phone notes it."""

    def write(name, file, turned=False):
        pixels = (photo(name) * 255).round().byte().permute(1, 2, 0).numpy()
        image, exif = Image.fromarray(pixels), Image.Exif()
        if turned:
            image, exif[0x112] = image.transpose(Image.Transpose.ROTATE_90), 6  # to be shown turned clockwise
        image.save(tmp_path / file, exif=exif)
        return str(tmp_path / file)

    return write


def rows(text):
    return [(match[2], float(match[1])) for line in text.splitlines() if (match := ROW.fullmatch(line))]


def test_each_picture_gets_its_five_likeliest_classes_without_a_network(picture, capsys, monkeypatch):
    monkeypatch.setattr("socket.socket.connect", lambda *a: pytest.fail("asked the network"))
    coffee, cat = picture("coffee", "coffee.png"), picture("cat", "my cat.png")
    assert main(["classify", coffee, cat]) == 0
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if not ROW.fullmatch(line)] == [coffee, cat]
    record = json.loads(RECORD.read_text())
    expected = [tuple(row) for name in ("coffee", "cat") for row in record[name]["top5"]]
    assert [name for name, _ in rows(out)] == [name for name, _ in expected]
    for (_, percent), (_, probability) in zip(rows(out), expected, strict=True):
        assert percent == pytest.approx(100 * probability, abs=0.2)


def test_a_picture_that_a_phone_took_sideways_is_turned_upright(picture, capsys):
    answers = []
    for turned in (False, True):
        assert main(["classify", picture("motorcycle", "motorcycle.png", turned)]) == 0
        answers.append(rows(capsys.readouterr().out))
    assert answers[0] == answers[1]


def test_grey_transparent_tall_and_tiny_pictures_are_read(tmp_path, capsys):
    files = {"L": (40, 900), "RGBA": (300, 200), "CMYK": (64, 64), "1": (1, 1), "P": (30, 20)}
    for mode, size in files.items():
        Image.new(mode, size).save(tmp_path / f"{mode}.{'jpg' if mode == 'CMYK' else 'png'}")
    assert main(["classify", *map(str, sorted(tmp_path.iterdir()))]) == 0
    assert len(rows(capsys.readouterr().out)) == 5 * len(files)


def test_all_that_cannot_be_read_are_named_and_the_others_classified(picture, tmp_path, capsys):
    (tmp_path / "notes.txt").write_text("no picture")
    half = tmp_path / "half.png"
    half.write_bytes(Path(picture("coffee", "coffee.png")).read_bytes()[:5000])
    names = [str(tmp_path / "notes.txt"), picture("coffee", "coffee.png"), str(half), str(tmp_path)]
    assert main(["classify", *names]) == 1
    captured = capsys.readouterr()
    assert [line for line in captured.out.splitlines() if not ROW.fullmatch(line)] == [names[1]]
    assert rows(captured.out)[0][0] == "espresso"
    first, second, third = captured.err.splitlines()
    assert first.startswith(f"cnnkit: {names[0]}: expected a whole picture, found 10 bytes")
    assert second.startswith(f"{half}: expected a whole picture")
    assert third == f"{tmp_path} is a folder; legal: pictures"


def test_files_that_are_not_there_are_named_before_anything_is_read(picture, capsys):
    assert main(["classify", "no.jpg", picture("coffee", "coffee.png"), "nor.png"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == "cnnkit: no such file: no.jpg, nor.png\n"


@pytest.mark.parametrize(("arguments", "code"), [(["classify"], 2), (["classify", "--help"], 0)])
def test_without_a_picture_it_explains_itself(arguments, code, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == code
    captured = capsys.readouterr()
    text = captured.err if code else captured.out
    assert "cnnkit classify" in text
    assert code or "example: cnnkit classify cat.jpg" in text
