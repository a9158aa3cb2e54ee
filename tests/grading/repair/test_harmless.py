"""What formgrader shows of a student's Markdown: formulas of a list, all else as the text that it is."""

import random
import re

import bs4
import pytest
from nbconvert.filters import markdown2html_mistune

from cnnkit.grading.repair.harmless import APART, harmless
from cnnkit.grading.repair.tex_commands import ALLOWED, ENVIRONMENTS

IN_A_PAGE = re.compile(r"\\(begin|end)\{([a-z]*\*?)\}|\\([A-Za-z]+)")
BAD = [
    "href", "style", "class", "cssId", "data", "require", "csname", "begingroup", "def", "newcommand", "let",
    "renewcommand", "newenvironment", "mmlToken", "bbox", "unicode", "HTML", "texttip", "tooltip", "toggle",
    "enclose", "color", "colorbox", "mathchoice", "mathtip", "action", "html", "url", "input", "include",
    "hspace", "kern", "rule", "raise", "moveleft", "llap", "rlap", "Rule", "Space", "label", "ref", "eqref",
    "tag", "verb", "special", "Tiny", "fontsize", "fcolorbox", "definecolor", "ce", "pu", "cancel", "gdef",
]  # fmt: skip


def commands(text: str) -> list[str]:
    """What MathJax could take for a command in the page that nbconvert makes of the text."""
    page = bs4.BeautifulSoup(str(markdown2html_mistune(text)), "html.parser")
    found = []
    for part in page.find_all(string=True):
        for which, environment, name in IN_A_PAGE.findall(part):
            if name not in ALLOWED and (not which or environment not in ENVIRONMENTS):
                found.append(name or environment)
    return found


@pytest.mark.parametrize("command", BAD)
def test_no_other_command_is_left_by_any_way_of_writing_it(command):
    assert command not in ALLOWED
    for way in (
        "${}{{a}}{{b}}$", "$${}[x]{{a}}$$", "\\\\({}{{a}}\\\\)", "\\\\[{}{{a}}\\\\]", "{}{{a}}", "`{}` ${}$",
        "\\begin{{align}}{}{{a}}\\end{{align}}", "$\\text{{$ {} $}}$", "$\\\\{}{{a}}$", "[{}]( x ) $a$",
        "| a |\n|---|\n| ${}{{a}}$ |", "# ${}{{a}}$", "- ${}\n  {{a}}$", "> $${}{{a}}\n$$", "*${}*{{a}}$",
        "<b>${}{{a}}</b>$",
    ):  # fmt: skip
        for backslash in ("\\", "\\\\", "&#92;", "&bsol;", "&#x5c;", "&#X5C;", "&#0092;"):
            assert commands(harmless(way.replace("{}", backslash + command, 1).format(""))) == []


@pytest.mark.parametrize("name", ["foo", "href", "HTML", "eqnarray", "", "align **", " align", "picture"])
def test_no_other_environment_is_left(name):
    assert commands(harmless(f"$$\\begin{{{name}}}x\\end{{{name}}}$$ \\begin{{{name}}}")) == []


def test_pieces_in_any_order_leave_no_other_command():
    """What one reader takes for code, another may take for a formula: nothing may depend on it."""
    pieces = [
        "\\", "\\\\", "href", "{a}", "$", "$$", "`", "```", "\n", "\n\n", "&#92;", "&bsol;", "&", "#36;", "*",
        "_", "\\begin{align}", "\\end{align}", "\\begin{", "}", "[", "](", ")", "<", ">", "~~", "|", "- ",
        "    ", "alpha", "\\(", "\\[", "\\)", "\\]", "%", "\u2060", "\u202e", "\t", "<!--", "-->",
    ]  # fmt: skip
    rng = random.Random(0)
    for _ in range(1500):
        text = "".join(rng.choices(pieces, k=rng.randint(2, 14)))
        assert commands(harmless(text)) == [], text


FORMULAS = [
    r"$\frac{a_{[i]}}{b} \le \sum_{k=0}^{n-1} \left( x_k \cdot \mathbf{w}^\top \right)$",
    "$$\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}$$",
    "\\begin{align*} a &= b \\\\ &= \\text{two words} \\end{align*}",
    r"\\(\operatorname{softmax}(z)_i\\) and $\{0, 1\}$, 5 \% of \$3",
    r"$\lfloor (n + 2p - k) / s \rfloor + 1$",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_formulas_are_made_of_stays_to_the_letter(text):
    assert harmless(text) == text


def test_a_formula_with_another_command_stands_as_code():
    assert harmless(r"so $\href{a}{b}$, $\alpha$") == rf"so ` \{APART}href{{a}}{{b}} `, $\alpha$"
    assert str(markdown2html_mistune(harmless("$$\n\\bbox[red]{a}\n$$"))) == (
        f"<p><code>\\{APART}bbox[red]{{a}}</code></p>\n"
    )
    assert "<code>a ``` \\" in str(markdown2html_mistune(harmless(r"$a ``` \def\b{c}$")))


def test_code_looks_as_it_was_and_a_matrix_reads_as_it_did():
    shown = bs4.BeautifulSoup(
        str(markdown2html_mistune(harmless("`C:\\Users\\name` and `\\n`"))), "html.parser"
    )
    assert shown.get_text().replace(APART, "") == "C:\\Users\\name and \\n\n"
    assert harmless(r"$$\begin{matrix}1\\x\end{matrix}$$").replace(APART, "") == (
        r"$$\begin{matrix}1\\x\end{matrix}$$"
    )


def test_marks_that_turn_a_line_round_are_shown_as_such_and_hebrew_stays():
    assert harmless("safe \u202egpj.exe\u2066") == "safe \\\u2060u202egpj.exe\\\u2060u2066"
    assert harmless("שלום\u200f") == "שלום\u200f"


@pytest.mark.parametrize(
    "text",
    ["\\[" * 200_000, "$" * 400_000, "``" * 200_000, "$\\href{}" * 60_000, "$a`" * 100_000, "&a" * 200_000],
)
def test_time_grows_with_the_text(text):
    assert len(harmless(text)) < 2.5 * len(text)  # minutes, if each were looked for to the end
