"""The `cnnkit` command. Exit codes: 0 done, 1 could not be done, 2 asked for wrongly.

One function adds one subcommand and one runs it; what is heavy to import is imported there.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from cnnkit import __version__
from cnnkit.demo import options as demo_options
from cnnkit.download import DownloadError
from cnnkit.grading.exchange import options as exchange_options
from cnnkit.recipes import detect_options, look_options
from cnnkit.recipes.train_options import REQUEST, SETTINGS, add_options

Subcommands = Any  # argparse names the type only privately


class UsageError(Exception):
    """The command line asks for something that does not exist; exit code 2."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one subcommand; `argv` defaults to the command line."""
    parser = argparse.ArgumentParser(
        prog="cnnkit", description="Tools of the course on convolutional networks."
    )
    parser.add_argument("--version", action="version", version=f"cnnkit {__version__}")
    subcommands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in COMMANDS:
        add(subcommands)
    arguments = parser.parse_args(argv)
    try:
        return arguments.run(arguments)
    except UsageError as error:
        return _complain(error, 2)
    except ValueError as error:  # the package's errors explain themselves
        return _complain(error, 1)
    except BrokenPipeError:  # the reader of the output has left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except (OSError, DownloadError) as error:  # a folder that cannot be written to, no network
        return _complain(error, 1)
    except KeyboardInterrupt:  # also while the subcommand was still being imported
        return _complain(KeyboardInterrupt("stopped"), 1)


def _complain(error: BaseException, code: int) -> int:
    # a DataLoader's worker sends its whole traceback along, and the error's own words stand at its end
    own = str(error).rpartition(f"\n{type(error).__module__}.{type(error).__qualname__}: ")[2].rstrip()
    if isinstance(error, OSError) and error.filename is not None and error.strerror:
        own = f"{error.filename}: {error.strerror}"  # without Python's "[Errno 2]"
    print(f"cnnkit: {own}", file=sys.stderr)
    return code


def _add_summary(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "summary",
        help="the layers of a network: shapes, parameters, multiplications, receptive fields",
        description="Print the layers of a network of the catalogue: shapes, parameters, multiplications "
        "(MACs), and how many pixels of the input one unit sees.",
        epilog="example: cnnkit summary alexnet --input 3 227 227",
    )
    command.add_argument("name", metavar="NAME", help="a network, for example lenet5 or vgg16")
    command.add_argument(
        "--input",
        type=int,
        nargs="+",
        metavar="SIZE",
        help="input shape without the batch axis, C H W or a number of word ids, for example 3 227 227 "
        "(default: the network's own)",
    )
    command.add_argument("--variant", help="a variant that the catalogue lists (default: its first)")
    command.add_argument("--html", action="store_true", help="an HTML table in place of text")
    command.set_defaults(run=_summary)


def _summary(arguments: argparse.Namespace) -> int:
    import torch

    from cnnkit.models.create import create_model, model_info
    from cnnkit.summary.measure import summarize

    try:
        entry = model_info(arguments.name)
        with torch.device("meta"):
            model = create_model(arguments.name, variant=arguments.variant)
    except ValueError as error:
        raise UsageError(error) from error
    if arguments.input is not None:
        _check_input(arguments.name, arguments.input, entry.input_shape)
    summary = summarize(model, (1, *(arguments.input or entry.input_shape)))
    print(summary.html if arguments.html else summary.text)
    return 0


def _add_draw(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "draw",
        help="a picture of a network: its volumes to scale, and what its blocks hold",
        description="Draw a network of the catalogue as an SVG picture: volumes to scale with shapes, "
        "receptive fields, parameters and multiplications, repeated parts once; below, what the blocks hold.",
        epilog="example: cnnkit draw googlenet -o googlenet.svg",
    )
    command.add_argument("name", metavar="NAME", help="a network, for example lenet5 or resnet50")
    command.add_argument("--variant", help="a variant that the catalogue lists (default: its first)")
    command.add_argument("-o", "--output", type=Path, metavar="FILE", help="default: the picture is printed")
    command.set_defaults(run=_draw)


def _draw(arguments: argparse.Namespace) -> int:
    import torch

    from cnnkit.models.create import create_model, model_info
    from cnnkit.summary.measure import summarize
    from cnnkit.visualize.architecture import draw, standalone

    try:
        entry = model_info(arguments.name)
        with torch.device("meta"):
            model = create_model(arguments.name, variant=arguments.variant)
    except ValueError as error:
        raise UsageError(error) from error
    summary = summarize(model, (1, *entry.input_shape))
    variant = arguments.variant if arguments.variant in entry.variants else None  # "paper" may be no key
    picture = standalone(draw(summary, entry, variant=variant))
    if arguments.output is None:
        print(picture)
    else:
        arguments.output.write_text(picture, encoding="utf-8")
    return 0


def _check_input(name: str, sizes: Sequence[int], own: Sequence[int]) -> None:
    came = f"--input {' '.join(map(str, sizes))}"
    if len(sizes) != len(own):
        axes = "C H W" if len(own) == 3 else "the number of word ids alone"
        example = " ".join(map(str, own))
        raise UsageError(f"{came}: {name} takes {axes}, without the batch axis, as in --input {example}")
    if min(sizes) < 1:
        raise UsageError(f"{came}: each size is 1 or larger, as in --input {' '.join(map(str, own))}")


def _add_classify(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "classify",
        help="what a network that knows ImageNet's thousand classes sees in pictures",
        description="Print, for each picture, the five likeliest of ImageNet's thousand classes and their "
        "probabilities, by SqueezeNet 1.1, which ships with the package. It sees the square in the middle, "
        "224 pixels a side, and knows no other classes: whatever a picture shows, it gets some of these.",
        epilog="example: cnnkit classify cat.jpg holidays/*.png (exit code 0: all were read; 1: some could "
        "not be read, and are named at the end; 2: a file does not exist)",
    )
    command.add_argument("pictures", nargs="+", type=Path, metavar="PICTURE", help="JPEG, PNG, WebP, …")
    command.set_defaults(run=_classify)


def _classify(arguments: argparse.Namespace) -> int:
    absent = [str(path) for path in arguments.pictures if not path.exists()]
    if absent:
        raise UsageError(f"no such file: {', '.join(absent)}")
    from cnnkit.recipes.classify import classify_files

    unreadable = classify_files(arguments.pictures, print)
    return _complain(ValueError("\n".join(unreadable)), 1) if unreadable else 0


def _add_look(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "look",
        help="what a network sees in a picture: saliency, Grad-CAM, a dream, an attack, ...",
        description="Look into a network with one of the methods of cnnkit.visualize, and write what it "
        "shows of your picture into a file. The network sees the square in the middle.",
        epilog=look_options.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    look_options.add_options(command)
    command.set_defaults(run=_look)


def _look(arguments: argparse.Namespace) -> int:
    if not arguments.picture.exists():
        raise UsageError(f"no such file: {arguments.picture}")
    from cnnkit.recipes.look import LookError, Request, look

    try:
        look(Request(**{field: getattr(arguments, field) for field in Request.__dataclass_fields__}), print)
    except LookError as error:
        raise UsageError(error) from error
    return 0


def _add_detect(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "detect",
        help="what the small detectors of the course find in pictures, drawn and as JSON",
        description="Search pictures with one of the networks of the chapter on detection: YOLO, R-CNN, a "
        "localizer of one object, or a segmenter. Each sees the whole picture, stretched to its square.",
        epilog=detect_options.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    detect_options.add_options(command)
    command.set_defaults(run=_detect)


def _detect(arguments: argparse.Namespace) -> int:
    from cnnkit.recipes.detect import DetectError, Request, detect

    fields = {field: getattr(arguments, field) for field in Request.__dataclass_fields__}
    try:
        unreadable = detect(Request(**fields), print)
    except DetectError as error:
        raise UsageError(error) from error
    return _complain(ValueError("\n".join(unreadable)), 1) if unreadable else 0


def _add_train(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "train",
        help="train a network of the catalogue on a data set",
        description="Train a network of the catalogue and measure it on held-out images. The result is a "
        "folder with weights, curves, numbers and a checkpoint from which a stopped run goes on exactly.",
        epilog="example: cnnkit train lenet5 --data digits --epochs 3 "
        "(from weights: cnnkit train resnet18 --data imagefolder:PATH --weights imagenet --freeze stem) "
        "(yolo, rcnn, localizer, segmenter: cnnkit train yolo --data scenes, or voc:PATH, or coco:PATH; "
        "of voc:PATH with classes of your own --classes names them, or the files do) "
        "(on several GPUs: torchrun --nproc-per-node 4 -m cnnkit.cli train resnet50 --data imagefolder:PATH)",
    )
    add_options(command)
    command.set_defaults(run=_train)


def _train(arguments: argparse.Namespace) -> int:
    from cnnkit.recipes.train import Request, RequestError, train
    from cnnkit.recipes.train_detector import TASKS, train_detector

    changes = {name: getattr(arguments, name) for name in SETTINGS if getattr(arguments, name) is not None}
    request = Request(changes=changes, **{name: getattr(arguments, name) for name in REQUEST})
    try:
        if request.name in TASKS:
            train_detector(request, lambda line: print(line, flush=True))
        else:
            train(request)
    except RequestError as error:
        raise UsageError(error) from error
    except KeyboardInterrupt:
        saved = request.checkpoint.exists()
        then = "the same command with --resume goes on" if saved else "nothing was saved yet"
        return _complain(KeyboardInterrupt(f"stopped; {then}"), 1)
    return 0


def _add_check(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "check",
        help="is my notebook ready to hand in?",
        description="Run your notebook of a problem set once in a fresh kernel, as the grader will, and say "
        "which tasks are solved, what fails, and what the grader would not have. Your file stays as it is.",
        epilog="example: cnnkit check exercises/basics/basics.ipynb "
        "(exit code 0: ready; 1: not yet; 2: no such file)",
    )
    command.add_argument(
        "notebooks", nargs="+", type=Path, metavar="NOTEBOOK", help="a file that ends in .ipynb"
    )
    command.add_argument(
        "--save", type=Path, metavar="FILE", help="write the solved tasks for the book's page of progress"
    )
    command.set_defaults(run=_check)


def _check(arguments: argparse.Namespace) -> int:
    for path in arguments.notebooks:
        if not path.is_file():
            folder = path if path.is_dir() else path.parent
            near = [*folder.glob("*.ipynb"), *folder.glob("*/*.ipynb"), *folder.glob("exercises/*/*.ipynb")]
            named = [str(one) for one in near if one.name == path.name or path.is_dir()]
            what = f"{path} is a folder" if path.is_dir() else f"no such file: {path}"
            meant = ", ".join(sorted(named)[:3]) or "a notebook, as basics/basics.ipynb"
            raise UsageError(f"{what}; name {'one of ' if len(named) > 1 else ''}{meant}")
    try:
        from cnnkit.handin.command import check

        return 0 if check(arguments.notebooks, save=arguments.save) else 1
    except ModuleNotFoundError as error:
        raise ValueError(f"this needs {error.name}: pip install 'cnnkit[lab]'") from None


def _add_demo(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "demo",
        help="the widgets for a lecture: in the browser, with Python behind them",
        description="Serve widgets to the browser of this machine, one page each: the question first, then "
        "the figure, large enough for a lecture hall. What is moved in the page is seen in Python and the "
        "other way round. It listens on 127.0.0.1 alone, and lets in who has the address that it prints; "
        "nothing is asked of the network.",
        epilog=demo_options.EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    demo_options.add_options(command)
    command.set_defaults(run=_demo)


def _demo(arguments: argparse.Namespace) -> int:
    from cnnkit.demo.run import DemoError, Request, run

    fields = {field: getattr(arguments, field) for field in Request.__dataclass_fields__}
    try:
        run(Request(**fields), lambda line: print(line, flush=True))
    except DemoError as error:
        raise UsageError(error) from error
    return 0


def _add_grade(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "grade",
        help="grade what students handed in, in a sandbox",
        description="Grade the submissions of a problem set that are new or have changed: "
        "submitted/STUDENT/SET/*.ipynb are run in a sandbox and tested, executed notebooks go to autograded/ "
        "and points to nbgrader's gradebook. It can be stopped at any time and started again.",
        epilog="example: cnnkit grade basics --students ada grace --force "
        "(exit code 0: all graded; 1: something was not; 2: there is no such course, set or student)",
    )
    command.add_argument("set", nargs="?", metavar="SET", help="a folder of solutions/, for example basics")
    command.add_argument("--root", type=Path, default=Path(), help="the course folder (default: this one)")
    command.add_argument("--workers", type=int, metavar="N", help="at a time (default: one a processor)")
    command.add_argument(
        "--students",
        nargs="+",
        action="extend",
        metavar="NAME",
        help="these only; it takes all words that follow, so SET stands before it, or write "
        "--students=ada,grace. A name that begins with a hyphen: --students=-ada",
    )
    command.add_argument("--force", action="store_true", help="all, not only what is new or has changed")
    command.add_argument("--db", metavar="URL", help="another gradebook, such as postgresql://host/name")
    command.add_argument("--scheduler", metavar="ADDRESS", help="grade on the workers of a dask scheduler")
    command.add_argument("--doctor", action="store_true", help="say what this machine lacks for grading")
    command.add_argument("--unsafe", action="store_true", help="no sandbox: students' code runs as you")
    command.set_defaults(run=_grade)


def _grade(arguments: argparse.Namespace) -> int:
    workers = (os.cpu_count() or 1) if arguments.workers is None else arguments.workers
    if workers < 1:
        raise UsageError(f"--workers {workers}: it takes at least one")
    if arguments.doctor:
        from cnnkit.grading.walls.doctor import run as examine

        return examine(workers)
    if arguments.set is None and arguments.students:
        names = " ".join(arguments.students)
        raise UsageError(
            f"which set? --students takes all words that follow ({names}): put the set before it, "
            "as in: cnnkit grade basics --students ada grace"
        )
    if arguments.set is None:
        raise UsageError("which set? For example: cnnkit grade basics")
    from cnnkit.grading.course.command import Request, run

    request = Request(
        problem_set=(arguments.set or "").rstrip("/"),
        root=arguments.root,
        workers=workers,
        students=_names(arguments.students),
        force=arguments.force,
        unsafe=arguments.unsafe,
        db_url=arguments.db,
        scheduler=arguments.scheduler,
    )
    return run(request)


def _names(words: list[str] | None) -> list[str] | None:
    """Students as they were given, by words or by commas; None for all."""
    return words and ([name for word in words for name in word.split(",") if name] or words)


def _add_report(subcommands: Subcommands) -> None:
    from cnnkit.grading.results import export

    command = subcommands.add_parser(
        "report",
        help="a page about a graded class, and its marks as CSV",
        description="Write a class report (HTML, one file, no network) and the marks as CSV for learning "
        "systems from nbgrader's gradebook and autograded/.",
        epilog=f"The CSV files. {export.__doc__}\nexample: cnnkit report basics --out /tmp/basics",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("set", metavar="SET", help="a folder of solutions/, for example basics")
    command.add_argument("--root", type=Path, default=Path(), help="the course folder (default: this one)")
    command.add_argument("--db", metavar="URL", help="another gradebook, such as postgresql://host/name")
    command.add_argument("--out", type=Path, metavar="FOLDER", help="default: reports/ in the course folder")
    command.set_defaults(run=_report)


def _report(arguments: argparse.Namespace) -> int:
    try:
        from cnnkit.grading.course.course import NotFoundError
        from cnnkit.grading.results.report import write_report
    except ModuleNotFoundError as error:
        raise ValueError(f"a report needs {error.name}: pip install 'cnnkit[grade]'") from None
    try:
        written = write_report(arguments.root, arguments.set, db_url=arguments.db, folder=arguments.out)
    except NotFoundError as error:
        raise UsageError(error) from error
    print(*written, sep="\n")
    return 0


def _add_publish(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "publish",
        help="one HTML file of a notebook, its widgets alive, for readers without Python",
        description="Write a notebook as one HTML file: widgets alive, formulas and plots drawn, and nothing "
        "fetched from any network. Cells are run first where one never was, or where a widget's state "
        "was not saved. What will not work in the file is named.",
        epilog="example: cnnkit publish lecture.ipynb -o lecture.html",
    )
    command.add_argument("notebook", type=Path, metavar="NOTEBOOK", help="a Jupyter notebook (.ipynb)")
    command.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: beside it, NOTEBOOK.html"
    )
    command.add_argument(
        "--no-code", action="store_true", help="leave out the cells' code, keep what they show"
    )
    how = command.add_mutually_exclusive_group()
    how.add_argument("--run", action="store_true", dest="all_anew", help="run all cells, whatever was saved")
    how.add_argument("--as-saved", action="store_true", help="run none")
    command.set_defaults(run=_publish)


def _publish(arguments: argparse.Namespace) -> int:
    try:
        from cnnkit.publish.single.page import publish

        execute = True if arguments.all_anew else False if arguments.as_saved else None
        written, warnings = publish(
            arguments.notebook, arguments.output, execute=execute, code=not arguments.no_code
        )
    except ModuleNotFoundError as error:
        raise ValueError(f"publishing needs {error.name}: pip install 'cnnkit[lab]'") from None
    for words in warnings:
        print(f"warning: {words}", file=sys.stderr)
    print(f"{written} ({written.stat().st_size / 1e6:.1f} MB)")
    return 0


def _add_collect(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "collect",
        help="bring what was handed in from a learning system's archive to submitted/",
        description="Read an archive of Moodle or Canvas, or a folder, and put what each person handed in to "
        "submitted/LOGIN/SET/. The roster says who is who; the newest counts, and what was there before is "
        "kept in downloaded/SET/earlier/.",
        epilog=exchange_options.COLLECT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    exchange_options.add_collect(command)
    command.set_defaults(run=lambda arguments: _exchange("collect", arguments))


def _add_return(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "return",
        help="feedback and marks as a learning system takes them back",
        description="Write two files to a folder: an archive with everybody's feedback, whose names Moodle "
        "or Canvas knows from what was collected, and the marks in the system's own columns.",
        epilog=exchange_options.RETURN,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    exchange_options.add_return(command)
    command.set_defaults(run=lambda arguments: _exchange("return", arguments))


def _add_due(subcommands: Subcommands) -> None:
    command = subcommands.add_parser(
        "due",
        help="show or set until when a set is to be handed in",
        description="Show or set the due date of a set, in the time zone of the course.",
        epilog=exchange_options.DUE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    exchange_options.add_due(command)
    command.set_defaults(run=lambda arguments: _exchange("due", arguments))


def _exchange(name: str, arguments: argparse.Namespace) -> int:
    from cnnkit.grading.course.command import prepare

    prepare()
    try:
        from cnnkit.grading.course.course import NotFoundError
        from cnnkit.grading.exchange.command import run_collect, run_due
        from cnnkit.grading.returns.command import run_return
    except ModuleNotFoundError as error:
        raise ValueError(f"this needs {error.name}: pip install 'cnnkit[grade]'") from None
    try:
        return {"collect": run_collect, "due": run_due, "return": run_return}[name](arguments)
    except (NotFoundError, FileNotFoundError) as error:
        raise UsageError(error) from error


COMMANDS: tuple[Callable[[Subcommands], None], ...] = (
    _add_summary,
    _add_draw,
    _add_classify,
    _add_look,
    _add_detect,
    _add_train,
    _add_check,
    _add_demo,
    _add_publish,
    _add_collect,
    _add_due,
    _add_grade,
    _add_report,
    _add_return,
)

if __name__ == "__main__":
    sys.exit(main())
