"""Rosters as people and systems save them; each fault is named by line and column."""

import pytest

from cnnkit.grading.exchange.roster import Person, RosterError, read_roster
from tests.grading.exchange.downloads import CLASS, write_canvas_gradebook, write_roster


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_roster_is_read_however_excel_saved_it(tmp_path, encoding, delimiter):
    people = read_roster(write_roster(tmp_path / "r.csv", encoding=encoding, delimiter=delimiter))
    assert people == [
        Person(each.login, each.first, each.last, each.email, str(each.number), line)
        for line, each in enumerate(CLASS, 2)
    ]


def test_the_gradebook_that_canvas_exports_is_a_roster(tmp_path):
    people = read_roster(write_canvas_gradebook(tmp_path / "export.csv"))
    assert [(p.login, p.name, p.number, p.email) for p in people] == [
        (each.login, f"{each.first} {each.last}", str(each.number), "") for each in CLASS
    ]


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Ada Lovelace", "Ada", "Lovelace"),
        ("Lovelace, Ada", "Ada", "Lovelace"),
        ("Ada King Lovelace", "Ada King", "Lovelace"),
        ("van Rossum, Guido", "Guido", "van Rossum"),
        ("Sukarno", "", "Sukarno"),
    ],
)
def test_a_name_has_two_parts(tmp_path, name, first, last):
    (tmp_path / "r.csv").write_text(f'name,LOGIN,other\n"{name}",a,\n\n,,\n')
    person = read_roster(tmp_path / "r.csv")[0]
    assert (person.first_name, person.last_name, person.login) == (first, last, "a")


NO_NAME = "line 1 has no column name (or first_name and last_name); it has"
FAULTS = {
    "login,email\na,b@c\n": f"{NO_NAME} 'login', 'email'",
    "name\nAda\n": "line 1 has no column login; it has 'name'",
    "": f"{NO_NAME} nothing",
    "login,name,login\na,b,c\n": "line 1 has two columns login",
    "login,name\n": "it holds nobody",
    "login,name\na,A B\n../b,B C\n": "line 3, login: '../b' cannot be one; legal are letters",
    "login,name\n=cmd,A B\n": "line 2, login: '=cmd' cannot be one",
    "login,name\na,\n": "line 2, name: it is empty",
    "login,name,email\na,A,a at b\n": "line 2, email: 'a at b' is no address",
    'login,name\na,"A\nB"\nc,C\nc,C\n': "line 5, login: 'c' is that of line 4 too",
    "login,name,email\na,A,x@y\nb,B,X@Y\n": "line 3, email: 'X@Y' is that of line 2 too",
    "login,name,number\na,A,7\nb,B,7\n": "line 3, number: '7' is that of line 2 too",
    "login,name\na,A,and more\n": "line 2 has 3 cells, and the heads are 2",
    'login,name\na,"A" x\n': "line 2 is no CSV",
    "login,name\na,A\x1b[31m B\n": "line 2, name: ",
}


@pytest.mark.parametrize("text", FAULTS)
def test_what_is_wrong_is_named_by_line_and_column(tmp_path, text):
    (tmp_path / "r.csv").write_bytes(text.encode())
    with pytest.raises(RosterError) as caught:
        read_roster(tmp_path / "r.csv")
    assert FAULTS[text] in str(caught.value)


def test_all_faults_are_told_at_once_up_to_ten(tmp_path):
    (tmp_path / "r.csv").write_text("login,name\n" + "/,\n" * 30)
    with pytest.raises(RosterError) as caught:
        read_roster(tmp_path / "r.csv")
    assert len(str(caught.value).splitlines()) == 11
    assert "and 50 more" in str(caught.value)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("login,name\n".encode("utf-16"), "UTF-16 or no text"),
        (b"login,name\na,A\nb,\x81\n", "line 3 is neither UTF-8 nor cp1252"),
    ],
)
def test_what_is_no_text_is_said(tmp_path, data, told):
    (tmp_path / "r.csv").write_bytes(data)
    with pytest.raises(RosterError, match=told):
        read_roster(tmp_path / "r.csv")
