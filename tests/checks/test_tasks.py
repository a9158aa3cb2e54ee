"""Points and hints of a whole task, and what the visible self-check says."""

import re

import pytest
import torch

from cnnkit.checks import Case, Example, Mistake, grade, self_check, values


def double(x):
    if len(x) == 0:
        raise ValueError("empty")
    return x * 2


CASES = [Case(3, values(1, 4)), Case(2, values(2, 5)), Case(1, torch.zeros(0))]
MISTAKES = [
    Mistake("halved", "the other way.", lambda x: x / 2),
    Mistake("last-lost", "one is missing.", lambda x: x[:-1] * 2),
    Mistake("added", "a sum is no product.", lambda x: x + 2),
    Mistake("clumsy", "rows and columns.", lambda x: x @ torch.ones(2, 2)),
]


def graded(capsys, student, **options):
    points = grade("double", lambda: student, CASES, expected=double, mistakes=MISTAKES, **options)
    printed = capsys.readouterr().out
    assert printed.startswith(f"double: {points:g} of 6 points\n")
    return points, re.findall(r"hint \[(.+?)\]", printed), printed


def test_right_answer_gets_all_points_and_no_hint(capsys):
    assert graded(capsys, double)[:2] == (6, [])


def test_partial_points_and_the_hint_come_together(capsys):
    points, hints, _ = graded(capsys, lambda x: x * 2)
    assert points == 5
    assert hints == ["no-error"]


def test_a_typical_mistake_is_recognized(capsys):
    points, hints, printed = graded(capsys, lambda x: double(x) / 4)
    assert points == 1
    assert hints == ["halved"]
    assert "the other way." in printed


def test_a_mistake_that_stops_with_an_error_is_recognized_by_it(capsys):
    assert graded(capsys, lambda x: x @ torch.ones(2, 2))[1][0] == "clumsy"


def test_an_error_nobody_expected_is_shown_with_its_line(capsys):
    def student(x):
        return x[100]

    _, hints, printed = graded(capsys, student)
    assert hints == ["error"]
    line = student.__code__.co_firstlineno + 1
    assert f"IndexError: index 100 is out of bounds for dimension 0 with size 4 (line {line}" in printed


def test_the_mistake_that_explains_most_wins(capsys):
    general = Mistake("general", "general", lambda x: x * 2 if len(x) == 5 else x * 3)
    special = Mistake("special", "special", lambda x: x * 3)
    cases = [Case(1, values(1, 4)), Case(1, values(2, 5))]
    for first, second in ((general, special), (special, general)):
        for student, key in ((general.function, "general"), (special.function, "special")):
            grade("f", lambda: student, cases, expected=double, mistakes=[first, second])  # noqa: B023
            assert re.findall(r"hint \[(.+?)\]", capsys.readouterr().out)[0] == key


def test_off_limits_costs_everything(capsys):
    points, hints, printed = graded(capsys, lambda x: torch.mul(x, 2), off_limits=["mu?"])
    assert (points, hints) == (0, ["off-limits"])
    assert "`mul`" in printed


def test_writing_into_the_input_costs_half(capsys):
    def student(x):
        if len(x) == 0:
            raise ValueError
        return x.mul_(2)

    assert graded(capsys, student)[:2] == (3, ["input-changed"])


def test_a_changed_input_is_said_before_what_may_come_of_it(capsys):
    assert graded(capsys, lambda x: x.div_(2))[1][:2] == ["input-changed", "halved"]
    assert graded(capsys, lambda x: x.mul_(3))[1][:2] == ["input-changed", "value"]


def test_missing_function_is_a_hint():
    assert grade("nowhere", lambda: nowhere, CASES, expected=double) == 0  # noqa: F821


def test_endless_loop_is_waited_for_once(capsys):
    calls = []

    def student(x):
        calls.append(1)
        while True:
            pass

    points, hints, _ = graded(capsys, student, seconds=0.2)
    assert (points, hints, len(calls)) == (0, ["took-too-long"], 1)


@pytest.mark.parametrize(
    "strange",
    [
        torch.eye(4).to_sparse(),
        torch.ones(4, device="meta"),
        torch.ones(4).to_sparse(),
        10**400,
        object(),
        type,
        float("nan"),
        b"bytes",
    ],
)
@pytest.mark.parametrize("reference", [double, lambda x: 3, lambda x: 2.5, lambda x: (1, 2), lambda x: None])
def test_strange_results_are_hints_not_crashes(capsys, strange, reference):
    assert grade("f", lambda: lambda x: strange, CASES[:2], expected=reference) == 0
    assert "hint" in capsys.readouterr().out


def test_no_more_than_three_hints(capsys):
    answers = iter([None, "text", torch.ones(3), 1.5, ()])
    cases = [Case(1, values(n, 4)) for n in range(5)]
    assert grade("f", lambda: lambda x: next(answers), cases, expected=double) == 0
    assert capsys.readouterr().out.count("hint") == 3


def test_hidden_values_are_not_printed(capsys):
    printed = graded(capsys, lambda x: x * 2 + x.abs())[2]
    assert not any(f"{v:.3f}"[:5] in printed for case in CASES[:2] for v in double(case.args[0]).tolist())


@pytest.mark.parametrize(
    ("student", "says"),
    [
        (double, "double: 2 of 2 examples right."),
        (
            lambda x: x * 3,
            "example 1: your result has the right shape, but 1 of 1 values differ, the first at [0]: 3",
        ),
        (lambda x: x * 2, "example 2: an input that makes no sense must raise ValueError"),
    ],
)
def test_self_check_shows_numbers_and_never_raises(capsys, student, says):
    self_check(
        "double",
        lambda: student,
        [Example(torch.tensor([2.0]), torch.ones(1)), Example(ValueError, torch.ones(0))],
    )
    assert says in capsys.readouterr().out


def test_self_check_of_a_task_not_begun_is_short(capsys):
    def student(x):
        raise NotImplementedError

    self_check("double", lambda: student, [Example(1, 1), Example(2, 2)])
    assert capsys.readouterr().out.count("\n") == 1


def test_self_check_warns_of_what_is_off_limits(capsys):
    self_check("double", lambda: torch.square, [Example(torch.ones(1), torch.ones(1))], off_limits=["square"])
    assert "off limits" in capsys.readouterr().out


@pytest.mark.parametrize("message", ["layer 2", "2", "layers[2]: 7 columns", "At #2, 6.5 fit.", "It is 2."])
def test_an_error_that_names_the_number_is_right(capsys, message):
    def student():
        raise UnicodeError(message)  # a ValueError, too

    def expected():
        raise ValueError(2)

    assert grade("f", lambda: student, [Case(1)], expected=expected) == 1
    self_check("f", lambda: student, [Example(ValueError(2))])
    assert "1 of 1 examples right" in capsys.readouterr().out


@pytest.mark.parametrize("message", ["", "layer 3", "12 columns", "2.5 windows", "0.2 too small", "two"])
def test_an_error_that_does_not_name_the_number_is_told_so(capsys, message):
    def student():
        raise ValueError(message)

    def expected():
        raise ValueError(2)

    def counts_from_one():
        raise ValueError(3)

    mistakes = [Mistake("counts-from-one", "the first is 0.", counts_from_one)]
    assert grade("f", lambda: student, [Case(1)], expected=expected, mistakes=mistakes) == 0
    hints = re.findall(r"hint \[(.+?)\]", capsys.readouterr().out)
    assert hints == (["counts-from-one"] if "3" in message else ["message"])
    self_check("f", lambda: student, [Example(ValueError(2))])
    assert "does not name the right number: 2." in capsys.readouterr().out


def test_a_mistake_that_raises_without_a_message_stands_for_any_message(capsys):
    def refuses(x):
        raise ValueError(x if x.startswith("student") else "")

    def mistake(x):
        raise ValueError

    grade(
        "f",
        lambda: refuses,
        [Case(1, "student's own words")],
        expected=lambda x: 1,
        mistakes=[Mistake("refused", "legal.", mistake)],
    )
    assert re.findall(r"hint \[(.+?)\]", capsys.readouterr().out)[0] == "refused"


@pytest.mark.parametrize(
    ("message", "key"), [("", "silent"), ("one does not fit", "silent"), ("1", "message")]
)
def test_a_mistake_that_names_no_number_does_not_stand_for_a_wrong_one(capsys, message, key):
    def student():
        raise ValueError(message)

    def expected():
        raise ValueError(2)

    def silent():
        raise ValueError

    mistakes = [Mistake("silent", "the message does not say which.", silent)]
    grade("f", lambda: student, [Case(1)], expected=expected, mistakes=mistakes)
    assert re.findall(r"hint \[(.+?)\]", capsys.readouterr().out) == [key]


def test_a_mistake_that_goes_on_where_the_student_was_stopped_is_not_named_by_an_error_of_torch(capsys):
    def joins(*parts):
        return torch.cat([torch.zeros(one) for one in parts], 1)

    def student(*parts):
        return joins(*parts)

    def expected(*parts):
        raise ValueError(1)

    def cropped(*parts):
        return joins(*((height, width, min(one[2] for one in parts)) for height, width, _ in parts))

    mistakes = [Mistake("cropped", "parts are cut down.", cropped)]
    cases = [Case(1, (2, 1, 3), (1, 1, 3)), Case(1, (3, 1, 3), (1, 1, 3)), Case(1, (2, 1, 3), (2, 1, 4))]
    for shown, keys in ((cases[:2], ["cropped"]), (cases, ["error"])):
        grade("f", lambda: student, shown, expected=expected, mistakes=mistakes)
        assert re.findall(r"hint \[(.+?)\]", capsys.readouterr().out)[:1] == keys


def test_always_raising_earns_nothing_for_raising(capsys):
    def student(x):
        _height, _width = x.shape  # a ValueError for another reason

    points, hints, _ = graded(capsys, student)
    assert points == 0
    assert hints == ["error"]


def test_another_kind_of_error_is_told_the_wanted_one(capsys):
    def student(x):
        assert len(x), "no values"
        return x * 2

    points, _, printed = graded(capsys, student)
    assert points == 5
    assert "must raise ValueError; your function stopped with AssertionError: no values" in printed


def test_error_returned_instead_of_raised(capsys):
    _, _, printed = graded(capsys, lambda x: x * 2 if len(x) else ValueError("empty"))
    assert "`raise` it" in printed


def test_a_mistake_that_looks_like_the_answer_in_one_special_case_is_not_named(capsys):
    cases = [Case(1, values(seed, n, 3)) for seed, n in ((1, 4), (2, 1), (3, 5))]
    mean = Mistake("averaged", "all rows were averaged.", lambda x: x.mean(0))
    for student, hint in ((lambda x: x[0], "shape"), (lambda x: x.mean(0), "averaged")):
        grade("same", lambda student=student: student, cases, expected=lambda x: x, mistakes=[mean])
        assert re.findall(r"hint \[(.+?)\]", capsys.readouterr().out)[0] == hint


def test_nan_is_no_sign_of_a_mistake_that_gives_nan_elsewhere_too(capsys):
    cases = [Case(1, values(1, 4)), Case(1, values(2, 5)), Case(1, torch.tensor([3.0, 3.0]))]
    centred = Mistake("centred", "taken from the mean.", lambda x: x / (x - x.mean()).norm())
    grade("f", lambda: lambda x: x * float("nan"), cases, expected=lambda x: x, mistakes=[centred])
    assert "centred" not in capsys.readouterr().out


def test_an_error_of_torch_is_not_taken_for_an_untouched_cell(capsys):
    def student(x):
        raise NotImplementedError("only for\n3D")

    _, hints, printed = graded(capsys, student)
    assert hints == ["error"]
    assert "only for 3D" in printed


def test_self_check_shows_what_the_function_prints(capsys):
    def student(x):
        print(tuple(x.shape))
        return x

    self_check("f", lambda: student, [Example(torch.ones(2, 3), torch.ones(2, 3))])
    assert capsys.readouterr().out == "f, example 1 prints:\n  (2, 3)\nf: 1 of 1 examples right.\n"


def test_off_limits_knows_the_names_of_operators():
    cases = [Case(1, torch.ones(1))]
    relu = torch.ops.aten.relu.default
    assert grade("f", lambda: relu, cases, expected=torch.relu, off_limits=["relu"]) == 0


def test_an_idea_earns_at_most_half_an_edge_at_least_seven_tenths_a_failed_example_at_most_nine(capsys):
    wrong = Mistake("late", "above 5.", lambda x: x * 2 if float(x.max()) < 5 else x * 3)
    for right, edge, points in ((8, False, 5), (2, False, 2), (8, True, 8), (2, True, 7)):
        cases = [Case(right, values(1, 4)), Case(10 - right, values(2, 5) + 9)]
        mistake = Mistake(wrong.key, wrong.hint, wrong.function, edge=edge)
        assert grade("f", lambda: wrong.function, cases, expected=double, mistakes=[mistake]) == points
    example = [Example(torch.tensor([2.0]), torch.ones(1))]
    student = lambda x: x * 2 if len(x) > 1 else x * 5
    assert grade("f", lambda: student, cases, expected=double, examples=example) == 9
    assert "example 1 of the self-check" in capsys.readouterr().out


def test_what_nothing_explains_says_for_which_arguments_and_what_tells_right_from_wrong(capsys):
    cases = [Case(1, n, s) for n, s in ((10, 1), (12, 1), (14, 3), (15, 4))]
    grade("f", lambda: lambda n, s: n, cases, expected=lambda n, s: n // s)
    told = capsys.readouterr().out
    assert (
        "for n=14, s=3: your result is 14, too large. "
        "No case with s=1 is wrong: look at cases with s above 1." in told
    )
    cases = [Case(1, 9, [(3, s, 0)]) for s in (1, 1, 2, 3, 4, 5)]
    size = lambda n, layers: sum((n - k) // s + 1 for k, s, _ in layers)
    grade("f", lambda: lambda n, layers: 7 if layers[0][1] == 1 else 4, cases, expected=size)
    told = capsys.readouterr().out
    assert "Cases without a stride above 1 in a layer are right; look at what a stride" in told


def test_a_whole_number_as_a_float_or_none_is_named_only_by_what_explains_every_such_result(capsys):
    half = [Mistake("half", "no halves.", lambda n: n / 2)]
    cases = [Case(1, n) for n in (4, 6, 8, 7)]
    grade("f", lambda: lambda n: float(n // 2), cases, expected=lambda n: n // 2, mistakes=half)
    assert "[type]" in capsys.readouterr().out
    grade("f", lambda: lambda n: n / 2, cases, expected=lambda n: n // 2, mistakes=half)
    assert "[half]" in capsys.readouterr().out
