"""What a stranger's cell put out, made fit to be stored and to be shown to a grader.

Only text and bitmap pictures stay. HTML, scripts, SVG and widgets would run in the browser of whoever opens
the feedback; escape sequences would run in a terminal.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

__all__ = ["clean_output", "clean_text", "on_a_line", "stream", "upright"]

PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?", re.DOTALL)
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST = 100_000
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""They change the order in which what follows is shown: a line then reads otherwise than it is."""
JOINERS = "\u200c\u200d"


def clean_text(text: Any) -> str:
    """Without escape sequences, control characters and direction marks; at most 100,000 characters.

    "" for what is no text: even turning it into one could fail.
    """
    text = text[: LONGEST + 1] if isinstance(text, str) else ""
    text = CONTROLS.sub("", ESCAPES.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    text = text.encode("utf-8", "replace").decode()  # lone surrogates cannot be stored
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n… (cut here)"


def on_a_line(text: str) -> str:
    """For a terminal: what does not print, a new line or half a character too, written as an escape.

    Names of students and files stand in what commands say; a name must not be able to colour, turn round,
    erase or imitate a line. The joiners that some scripts need inside of words stay.
    """
    return "".join(each if each.isprintable() or each in JOINERS else repr(each)[1:-1] for each in text)


def upright(text: str) -> str:
    """For a page or a table: marks that turn the direction of text written as escapes.

    What an Arabic or Hebrew text needs at the ends of words stays; its letters know their direction.
    """
    return TURNING.sub(lambda mark: f"\\u{ord(mark[0]):04x}", text)


def stream(text: bytes) -> list[dict[str, Any]]:
    """What was printed, as an output of a notebook; none if nothing was."""
    if not text:
        return []
    return [{"output_type": "stream", "name": "stdout", "text": clean_text(text.decode("utf-8", "replace"))}]


def clean_output(output: Any) -> dict[str, Any]:
    """A rich output with only what is harmless; {} if nothing is left or it is none."""
    if not isinstance(output, dict):
        return {}
    kind = output.get("output_type")
    if kind == "error":
        trace = output.get("traceback")
        lines = trace[-60:] if isinstance(trace, list) else []
        return {
            "output_type": "error",
            "ename": clean_text(output.get("ename", ""))[:200],
            "evalue": clean_text(output.get("evalue", ""))[:2000],
            "traceback": [clean_text(line)[:4000] for line in lines],
        }
    data = output.get("data")
    if kind not in ("execute_result", "display_data") or not isinstance(data, dict):
        return {}
    kept = {name: clean_text(text) for name, text in data.items() if name == "text/plain"}
    kept |= {name: picture for name in PICTURES if (picture := _picture(name, data.get(name)))}
    if not kept:
        return {}
    cleaned = {"output_type": kind, "data": kept, "metadata": {}}
    return cleaned | {"execution_count": None} if kind == "execute_result" else cleaned


def _picture(kind: str, text: Any) -> str:
    """The picture encoded anew, because what is between the letters of base64 would be HTML; "" if none."""
    try:
        data = base64.b64decode(text) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(data).decode() if data.startswith(PICTURES[kind]) else ""
