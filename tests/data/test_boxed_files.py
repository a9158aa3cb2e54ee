"""True boxes from VOC's and COCO's files: what a good file gives, and what is said of a broken one."""

import json

import pytest

from cnnkit.data.coco_json import read_coco
from cnnkit.data.images import DataError
from cnnkit.data.voc_xml import read_voc, read_voc_folder

VOC = """<annotation><filename>one.jpg</filename><size><width>50</width><height>40</height></size>
<object><name>cat</name><difficult>1</difficult><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>1</xmax><ymax>1</ymax></bndbox></object>
<object><name>dog</name><bndbox><xmin>11.0</xmin><ymin>3</ymin><xmax>50</xmax><ymax>40</ymax></bndbox></object>
</annotation>"""


def test_voc_counts_from_one_and_means_both_ends(tmp_path):
    (tmp_path / "one.xml").write_text(VOC)
    one = read_voc(tmp_path / "one.xml")
    assert (one.file, one.width, one.height) == ("one.jpg", 50, 40)
    assert one.boxes.tolist() == [[0, 0, 1, 1], [10, 2, 50, 40]]
    assert one.labels.tolist() == [7, 11]
    assert one.aside.tolist() == [True, False]
    (tmp_path / "none.xml").write_text(
        "<annotation><size><width>5</width><height>4</height></size></annotation>"
    )
    none, again = read_voc_folder(tmp_path)
    assert none.boxes.shape == (0, 4)
    assert none.file == "none.jpg"
    assert again.file == "one.jpg"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("</annotation>", "", "not whole XML"),
        ("<annotation>", "<!DOCTYPE a [<!ENTITY b 'c'>]><annotation>", "document type of its own"),
        ("annotation>", "note>", "begins with <note>"),
        ("<width>50</width>", "", "<size><width> is missing"),
        ("<width>50</width>", "<width>wide</width>", "holds 'wide', not a number"),
        ("<width>50</width>", "<width>nan</width>", "is nan, which is no place"),
        ("<width>50</width>", "<width>0</width>", "picture of 0×40 pixels has no boxes"),
        ("<name>cat</name>", "<name>Cat</name>", "object 0 is a 'Cat'; the classes are aeroplane"),
        (
            "<xmax>50</xmax>",
            "<xmax>51</xmax>",
            "object 1, dog: columns 11 to 51.*no box of a picture of 50×40",
        ),
        ("<xmin>1</xmin>", "<xmin>0</xmin>", "VOC counts from 1"),
        ("<xmin>11.0</xmin>", "", "object 1: <bndbox><xmin> is missing"),
    ],
)
def test_a_broken_annotation_of_voc_is_refused_with_file_and_place(tmp_path, old, new, says):
    file = tmp_path / "broken.xml"
    file.write_text(VOC.replace(old, new))
    with pytest.raises(DataError, match=rf"broken\.xml: .*{says}"):
        read_voc(file)


def test_files_that_are_not_there_or_no_text(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        read_voc(tmp_path / "gone.xml")
    with pytest.raises(DataError, match="no annotation"):
        read_voc_folder(tmp_path)
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="cannot be read"):
        read_coco(tmp_path / "bytes.json")


def coco(**change):
    data = {
        "categories": [{"id": 90, "name": "toothbrush"}, {"id": 0, "name": "person"}],
        "images": [
            {"id": 0, "file_name": "a.jpg", "width": 10, "height": 8},
            {"id": 7, "file_name": "b.jpg", "width": 5, "height": 5},
        ],
        "annotations": [
            {"id": 0, "image_id": 0, "category_id": 90, "bbox": [1, 2, 3.5, 4], "iscrowd": 0},
            {"id": 0, "image_id": 0, "category_id": 0, "bbox": [0, 0, 1, 1], "iscrowd": 1},
        ],
    }
    return json.dumps(data | change)


def test_coco_ids_only_tie_the_lists_together(tmp_path):
    (tmp_path / "c.json").write_text(coco())
    classes, (a, b) = read_coco(tmp_path / "c.json")
    assert classes == ("person", "toothbrush")
    assert a.boxes.tolist() == [[1, 2, 4.5, 6], [0, 0, 1, 1]]
    assert a.labels.tolist() == [1, 0]
    assert a.aside.tolist() == [False, True]
    assert (b.file, b.width, b.boxes.shape) == ("b.jpg", 5, (0, 4))


IMAGE = {"id": 0, "file_name": "a.jpg", "width": 10, "height": 8}
BOX = {"id": 1, "image_id": 0, "category_id": 0, "bbox": [1, 2, 3, 4]}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (coco()[:-5], "not whole JSON"),
        ("[" * 100_000, "not whole JSON"),
        ("[]", "lacks the list 'categories'.* here is list"),
        (coco(images={}), "lacks the list 'images'"),
        (coco(images=[IMAGE, IMAGE]), r"images\[1\] has the id 0: ids are whole numbers, each once"),
        (coco(images=[{"id": 0}]), r"images\[0\] has no 'file_name'"),
        (coco(images=[IMAGE | {"width": 0}]), r"images\[0\] is 0×8"),
        (coco(annotations=[BOX | {"image_id": 3}]), "about picture 3, and no entry"),
        (coco(annotations=[BOX | {"category_id": 5}]), "of class 5, and no entry"),
        (coco(annotations=[BOX | {"bbox": [1, 2, 3]}]), "four numbers; here is"),
        (coco(annotations=[BOX | {"bbox": [1, 2, 3, None]}]), "four numbers; here is"),
        (coco(annotations=[BOX | {"bbox": [5, 5, -2, 3]}]), "a box of -2×3 has no area"),
        (coco(annotations=["box"]), r"annotations\[0\] has no 'image_id'"),
    ],
)
def test_a_broken_file_of_coco_is_refused_with_its_place(tmp_path, text, says):
    file = tmp_path / "broken.json"
    file.write_text(text)
    with pytest.raises(DataError, match=rf"broken\.json: .*{says}"):
        read_coco(file)
