"""Pictures named on the command line: sent as small JPEGs, whatever they were."""

import io

import pytest
from PIL import Image

from cnnkit.demo.pictures import MOST, SIDE, Pictures
from tests.demo.conftest import request, serving


@pytest.fixture
def folder(tmp_path):
    Image.new("RGBA", (3000, 1500), (255, 0, 0, 128)).save(tmp_path / "b wide.png")
    Image.new("L", (20, 30), 90).save(tmp_path / "a.jpg")
    (tmp_path / "c.png").write_text("no picture")
    (tmp_path / "notes.txt").write_text("secret")
    return tmp_path


def test_a_folder_is_its_pictures_by_name(folder):
    pictures = Pictures([folder])
    assert pictures.names == ["a", "b wide", "c"]
    assert [number for number in ("0", "2", "3", "-1", "00", " 0", "٠", "") if number in pictures] == [
        "0",
        "2",
    ]


def test_they_are_made_small_and_without_what_else_was_in_the_file(folder):
    image = Image.open(io.BytesIO(Pictures([folder])["1"]))
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (SIDE, SIDE // 2))
    red, green, _ = image.getpixel((9, 9))
    assert red > 250
    assert 120 < green < 135  # on white


def test_a_photograph_stands_upright(tmp_path):
    lying = Image.new("RGB", (40, 20))
    exif = lying.getexif()
    exif[0x0112] = 6
    lying.save(tmp_path / "a.jpg", exif=exif)
    pictures = Pictures([tmp_path / "a.jpg"])
    assert Image.open(io.BytesIO(pictures["0"])).size == (20, 40)
    assert b"Exif" not in pictures["0"]


def test_of_a_large_folder_there_are_so_many(tmp_path):
    for number in range(MOST + 3):
        Image.new("L", (2, 2)).save(tmp_path / f"{number:03}.png")
    assert len(Pictures([tmp_path])) == MOST


def test_what_is_no_picture_is_said(folder, tmp_path):
    with pytest.raises(ValueError, match=r"--picture .*none\.png: there is no such file or folder"):
        Pictures([tmp_path / "none.png"])
    with pytest.raises(ValueError, match="cannot be read as a picture"):
        Pictures([folder / "notes.txt"])
    (empty := tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match=r"no picture is in it; legal ends are \.jpg"):
        Pictures([empty])


def test_the_server_sends_them_by_number_alone(folder):
    with serving("map-explorer", pictures=[folder]) as server:
        assert request(server, "GET", "picture/1").code == 200
        broken = request(server, "GET", "picture/2")
        assert broken.code == 500
        assert "cannot be read" in broken.body
        for place in (
            "picture/3",
            "picture/a.jpg",
            f"picture/{folder}/a.jpg",
            "picture/b%20wide",
            "picture/",
        ):
            assert request(server, "GET", place).code == 404
        page = request(server, "GET", "demo/map-explorer").body
        assert page.count("data-picture=") == 3
        assert "notes" not in page
