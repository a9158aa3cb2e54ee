"""Feedback pages: work, points, hints and comments are there; hidden tests are not; nothing in them runs."""

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI

from cnnkit.grading.course.course import Course
from cnnkit.grading.course.grade import grade_set
from cnnkit.grading.nbgrader.feedback import FeedbackExporter, hide_tests
from cnnkit.grading.release import find_leaks, secret_lines
from tests.conftest import need
from tests.grading.conftest import cell, course
from tests.grading.courses import submit, write_course

HINT = "twice is not plus two, is it? <b>look again</b>"


def solved(signature: str, line: str) -> str:
    return f"def {signature}:\n    ### BEGIN SOLUTION\n    {line}\n    ### END SOLUTION"


SET = course(
    cell("setup", "setup", "import warnings\n\nfrom cnnkit import checks"),
    cell("answer", "double-answer", solved("double(x)", "return 2 * x")),
    cell(
        "test",
        "double",
        f"""# double: 2 points
### BEGIN HIDDEN TESTS
def _grade_double_in_secret():
    warnings.warn("an old way to do it", stacklevel=1)
    wanted_by_the_hidden_test = [double(number) for number in (1, 7)]
    if wanted_by_the_hidden_test != [2, 14]:
        print("hint: {HINT}")
        return 0.5
    return 2


_grade_double_in_secret()
### END HIDDEN TESTS""",
        2,
    ),
    cell("answer", "half-answer", solved("half(x)", "return x / 2")),
    cell(
        "test",
        "half",
        """# half: 2 points
### BEGIN HIDDEN TESTS
def _dig_deeper_in_secret(value):
    assert half(value) == value / 2, f"half of {value} is something else"

def _dig_in_secret(value):
    _dig_deeper_in_secret(value * 3 - 1)

_dig_in_secret(3)
### END HIDDEN TESTS""",
        2,
    ),
    new_markdown_cell(
        "What is $x_1 < 2$?",
        metadata={
            "nbgrader": {
                "grade_id": "essay", "grade": True, "solution": True, "locked": False, "points": 3,
                "task": False, "schema_version": 3,
            }
        },
    ),
)  # fmt: skip
TYPED = "# ### BEGIN HIDDEN TESTS\ndef double(x):\n    return x + 2"
ANSWERS = {
    "failing": {
        "double-answer": "def double(x):\n    return x + 2",
        "half-answer": "def half(x):\n    return x",
    },
    "typed": {
        "double-answer": TYPED,
        "half-answer": "# END HIDDEN TESTS\nx = (",
        "essay": "BEGIN HIDDEN TESTS",
    },
    "dead": {"double-answer": "import os\nos._exit(1)", "half-answer": "def half(x):\n    return x / 2"},
    "empty": {},
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need("bwrap")
    root = write_course(tmp_path_factory.mktemp("feedback"), {"mini": SET})
    for student, answers in ANSWERS.items():
        submit(root, student, answers, SET)
    grade_set(root, "mini", say=lambda line: None)
    with Gradebook(f"sqlite:///{root}/gradebook.db", "cnn") as book:
        book.find_comment("half-answer", "mini", "mini", "failing").manual_comment = "See *me* <i>soon</i>."
        book.find_grade("essay", "mini", "mini", "failing").manual_score = 2.5
        book.db.commit()
    for student in ANSWERS:
        answer = NbGraderAPI(config=Course(root, "mini").config).generate_feedback("mini", student)
        assert answer["success"], answer
    return root


def page(root: Path, student: str) -> str:
    return (root / "feedback" / student / "mini" / "mini.html").read_text()


@pytest.mark.parametrize("student", ANSWERS)
def test_no_line_of_a_hidden_test_or_a_solution(root, student):
    path = root / "feedback" / student / "mini" / "mini.html"
    secret = secret_lines(root / "solutions", shortest=8)
    secret -= {
        line for line in secret if line in str(ANSWERS[student])
    }  # what the student typed is no secret
    assert len(secret) > 10
    assert find_leaks(secret, [path]) == []
    assert "in_secret" not in path.read_text()


def test_code_points_hints_errors_and_comments(root):
    text = page(root, "failing")
    assert "mini: 3 of 7 points</h1>" in text
    assert "double: 0.5 of 2 points</h2>" in text
    assert "half: 0 of 2 points</h2>" in text
    assert "essay: 2.5 of 3 points</h2>" in text
    assert "hint: twice is not plus two, is it? &lt;b&gt;look again&lt;/b&gt;" in text
    assert "AssertionError: half of 8 is something else" in text
    assert "return" in text
    assert "See <em>me</em> <i>soon</i>." in text
    assert "# double: 2 points" in re.sub("<[^>]+>", "", text)


def test_a_reason_where_the_process_died(root):
    assert "is there an exit()" in page(root, "dead")


def test_markers_that_a_student_typed_hide_nothing(root):
    text = re.sub("<[^>]+>", "", page(root, "typed"))
    assert "return x + 2" in text
    assert "SyntaxError" in text
    assert "BEGIN HIDDEN TESTS" in text


def test_only_pages_go_to_the_students(root):
    names = {path.name for path in (root / "feedback").rglob("*") if path.is_file()}
    assert names == {"mini.html"}


def test_a_test_cell_without_an_end_marker_is_hidden_to_its_end():
    notebook = new_notebook(cells=[cell("test", "t", "# t\n### BEGIN HIDDEN TESTS\nassert everything()", 1)])
    hide_tests(notebook)
    assert notebook.cells[0].source == "# t"


def test_a_traceback_of_nbgraders_own_runner_quotes_no_hidden_test():
    hidden = "secret = compute_the_answer_quickly()"
    source = f"# t\n### BEGIN HIDDEN TESTS\n{hidden}\nassert f() == secret\n### END HIDDEN TESTS"
    error = {
        "ename": "AssertionError",
        "evalue": "",
        "traceback": [f"\x1b[0;32m----> 1\x1b[0m {hidden}", "  f()"],
    }
    test = cell("test", "t", source, 1)
    test.outputs = [
        new_output("stream", text=f"input:3: UserWarning\n  {hidden}\n"),
        new_output("error", **error),
    ]
    student = new_code_cell("f()", outputs=[new_output("error", **error)])
    notebook = new_notebook(cells=[test, student])
    hide_tests(notebook)
    shown = str([each.outputs for each in notebook.cells])
    assert "compute_the_answer" not in shown
    assert test.outputs == [{"text": "input:3: UserWarning\n"}, {"error": "AssertionError"}]


PIXEL = base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()
ATTACKS = [
    "<script>document.title = 'ran'</script>",
    "<img src=x onerror=\"document.title='ran'\">",
    "<img src=http://127.0.0.1:9/spy.png>",
    "![spy](http://127.0.0.1:9/spy.png)",
    "<svg onload=\"document.title='ran'\"><script>document.title='ran'</script></svg>",
    "<iframe src=\"javascript:parent.document.title='ran'\"></iframe>",
    "<iframe srcdoc=\"<script>parent.document.title='ran'</script>\"></iframe>",
    "<a href=\"javascript:document.title='ran'\" id=trap>click</a>",
    "[click](javascript:document.title='ran')",
    "<details open ontoggle=\"document.title='ran'\">x</details>",
    "<style>@import 'http://127.0.0.1:9/spy.css'; body { background: url(http://127.0.0.1:9/spy) }</style>",
    "<link rel=stylesheet href=http://127.0.0.1:9/spy.css><meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "<object data=http://127.0.0.1:9/spy></object><embed src=http://127.0.0.1:9/spy><video src=http://127.0.0.1:9/v>",
    "<form action=http://127.0.0.1:9/><input autofocus onfocus=\"document.title='ran'\"></form>",
    "</pre></section></main></body><script>document.title='ran'</script>",
    "</title><script>document.title='ran'</script>",
    "$<script>document.title='ran'</script>$ and $$<img src=x onerror=document.title='ran'>$$",
    "```\n</code></pre><script>document.title='ran'</script>\n```",
    "\"><script>document.title='ran'</script>",
    "<math><mtext><table><mglyph><style><img src=x onerror=document.title='ran'>",
    "<base href=http://127.0.0.1:9/>",
]  # fmt: skip


def hostile_page() -> str:
    cells = list[Any]()
    for attack in ATTACKS:
        kinds = ("text/html", "image/svg+xml", "text/markdown", "text/plain", "application/javascript")
        data = dict.fromkeys(kinds, attack) | {"image/png": f'{PIXEL}"><script>{attack}'}
        outputs = [
            new_output("stream", text=attack),
            new_output("display_data", data=data),
            new_output("execute_result", data={**data, "image/png": PIXEL}),
            new_output("error", ename=attack, evalue=attack, traceback=[attack]),
        ]
        tags = {
            "nbgrader": {"grade_id": attack, "score": 1.0, "points": 2.0, "comment": attack, "solution": True}
        }
        cells += [new_markdown_cell(attack), new_markdown_cell(attack, metadata=tags)]
        cells.append(new_code_cell(attack, outputs=outputs, metadata=tags))
    return page_of(cells)


def page_of(cells: list[Any]) -> str:
    score = {"notebook": "mini", "score": 1.0, "max_score": 2.0, "late_penalty": 0}
    return FeedbackExporter(default_preprocessors=[]).from_notebook_node(
        new_notebook(cells=cells), {"nbgrader": score}
    )[0]


def test_a_text_that_would_cost_the_parsers_minutes_is_shown_as_it_is():
    table, code = "|a" * 20_000 + "\n" + "|-" * 20_000, "case" + " " * 200_000 + "x <b>"
    page = page_of([new_markdown_cell(table), new_code_cell(code), new_markdown_cell("**short**")])
    assert f"<pre>{table}</pre>" in page
    assert "x &lt;b&gt;</pre>" in page
    assert "<strong>short</strong>" in page


def test_only_so_much_of_a_page_is_dressed():
    page = page_of([new_markdown_cell(f"**{number}** " + "a " * 3_000) for number in range(30)])
    dressed, plain = page.count("<strong>"), page.count("<pre>**")
    assert dressed == 100_000 // 6_007
    assert dressed + plain == 30


@pytest.mark.parametrize("policy", ["with its policy", "without"])
def test_nothing_runs_and_nothing_is_requested(tmp_path, policy):
    """The policy is the second wall: the page is inert without it too."""
    text = hostile_page()
    assert text.count("<meta http-equiv") == 1
    if policy == "without":
        text = re.sub("<meta http-equiv[^>]*>", "", text)
    path = tmp_path / "page.html"
    path.write_text(text)
    # in a thread of its own: the browser tests' Playwright may hold this one
    with ThreadPoolExecutor(1) as pool:
        pool.submit(open_hostile_page, path, need("chromium")).result()


def open_hostile_page(path, chromium):
    """In a thread of its own: this one may have a browser of other tests."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_open_hostile_page, path, chromium).result()


def _open_hostile_page(path, chromium):
    from playwright.sync_api import sync_playwright

    requested = list[str]()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        view = browser.new_page()
        view.on("request", lambda request: requested.append(request.url))
        view.goto(path.as_uri())
        for link in view.query_selector_all("main a"):
            assert (link.get_attribute("href") or "#").startswith("#")
        view.wait_for_timeout(300)
        assert view.title() == "mini: feedback"
        outside = [url for url in requested if url != path.as_uri() and not url.startswith("data:image/png")]
        assert outside == []
        live = "script, iframe, svg, img:not([src^='data:']), object, embed, video, form, input, link, base"
        assert view.query_selector_all(f"{live}, main style, main meta") == []
        names = "[...document.querySelectorAll('*')].flatMap(element => element.getAttributeNames())"
        assert [name for name in view.evaluate(names) if name.startswith("on")] == []
        browser.close()
