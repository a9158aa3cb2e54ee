"""One question with its answers: checked here, asked by `Predict` (one) and `Quiz` (several)."""

import hashlib
import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

import traitlets as t

CHARACTERS = {"wide": 84, "narrow": 36}
"""About how many stand in a line of a wide and a narrow column."""
TAGS = "code|sub|sup|em|strong"
_NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")
_NUMBER_LIKE = re.compile(rf"[\[(×]?(?:about )?{_NUMBER.pattern}")
_PLACE = re.compile(r"(?:\.\./)*[\w-]+(?:/[\w-]+)*\.html(?:#[\w-]+)?", re.ASCII)
"""A page of the same site: a link out of it, or one that runs a script, is none."""


class WidgetError(t.TraitError, ValueError):
    """A widget was given something that it cannot show; the message says what would be legal."""


def rich(text: str) -> str:
    """Escapes `text`, but for the bare inline tags code, sub, sup, em and strong."""
    return re.sub(rf"&lt;(/?(?:{TAGS}))&gt;", r"<\1>", html.escape(text, quote=False))


def checked_item(item: Mapping[str, Any], where: str = "the question") -> dict[str, Any]:
    """The item with every field filled in, or `WidgetError` that names the field and what it may be.

    An item is answered by a choice (`options`: dicts with `text`, `right`, `why`, exactly one right), by
    several choices (`several=True`: options of `text` and `right`, shown in this order, with one `why`), or
    by a number (`answer`, with `tolerance`, `unit`, `why`, `traps` {wrong value: what it shows}, and
    `low`, `high`, `step` for a slider instead of a field). Any of them may say where the answer is
    taught: `see`, dicts of `text` and `href`, a page of the book (`../basics/sharing.html#count-them`).
    """
    numbers = {"answer", "tolerance", "unit", "traps", "low", "high", "step"}
    legal = {"question", "options", "why", "several", "see"} | numbers
    if unknown := set(item) - legal:
        raise WidgetError(f"{where} has {sorted(unknown)}; an item may hold {sorted(legal)}")
    if not str(item.get("question") or "").strip():
        raise WidgetError(f"{where} has no `question`: give the sentence that asks")
    options, answer = item.get("options") or [], item.get("answer")
    if bool(options) == (answer is not None):
        raise WidgetError(f"{where} needs either `options` to choose from or a number as `answer`, not both")
    asked = {"question": item["question"], **({"see": _checked_places(item, where)} if "see" in item else {})}
    if item.get("several"):
        return {**asked, "several": True, **_checked_several(options, item, where)}
    if options:
        return {**asked, "options": arranged(item["question"], _checked_options(options, where))}
    return {**asked, **_checked_number(item, where)}


def _checked_places(item: Mapping[str, Any], where: str) -> list[dict[str, str]]:
    places = item["see"]
    if not isinstance(places, list) or not places or not all(map(_is_place, places)):
        raise WidgetError(
            f"{where}: `see` holds {places!r}; legal is a list of dicts of `text` and `href`, "
            "a page of the book such as ../basics/sharing.html#count-them"
        )
    return [dict(place) for place in places]


def _is_place(place: object) -> bool:
    if not isinstance(place, Mapping) or set(place) != {"text", "href"}:
        return False
    return bool(place["text"]) and _PLACE.fullmatch(str(place["href"])) is not None


def _checked_options(options: Sequence[Mapping[str, Any]], where: str) -> list[dict[str, Any]]:
    done = []
    for number, option in enumerate(options, 1):
        if not isinstance(option, Mapping) or not option.get("text") or not option.get("why"):
            raise WidgetError(
                f"{where}, option {number} is {option!r}; it needs `text` and `why`, "
                "and the right one `right=True`"
            )
        if unknown := set(option) - {"text", "right", "why"}:
            raise WidgetError(f"{where}, option {number} has {sorted(unknown)}; legal are text, right, why")
        done.append({"text": option["text"], "right": bool(option.get("right")), "why": option["why"]})
    if len(done) < 2:
        raise WidgetError(f"{where} has {len(done)} option; a choice needs at least 2")
    if (right := sum(option["right"] for option in done)) != 1:
        raise WidgetError(f"{where} has {right} right options; mark exactly one with `right=True`")
    return done


def _checked_several(
    options: Sequence[Mapping[str, Any]], item: Mapping[str, Any], where: str
) -> dict[str, Any]:
    done = []
    for number, option in enumerate(options, 1):
        if not isinstance(option, Mapping) or not option.get("text") or set(option) - {"text", "right"}:
            raise WidgetError(
                f"{where}, option {number} is {option!r}; of several, it needs `text`, and `right=True` if so"
            )
        done.append({"text": option["text"], "right": bool(option.get("right"))})
    if len({option["right"] for option in done}) != 2:
        raise WidgetError(f"{where}: of several options, some must be right and some not")
    if not item.get("why"):
        raise WidgetError(f"{where} has no `why`: say what is wrong with those to be ticked")
    return {"options": done, "why": item["why"]}


def arranged(question: str, options: Sequence[Mapping[str, Any]], salt: int = 0) -> list[dict[str, Any]]:
    """The options in the order that readers see: numbers by size, all others by a hash of the question.

    Authors write the right one where they like. The order is the same on every machine and in every
    build, so in a page's cache, in print and in JupyterLab; another `salt` gives another order.
    """

    def place(option: Mapping[str, Any]) -> Any:
        text = re.sub(rf"</?(?:{TAGS})>", "", option["text"])
        if numbers:
            return [float(x.replace("−", "-").replace(",", "")) for x in _NUMBER.findall(text)], text
        return hashlib.sha256(f"{salt}\n{question}\n{text}".encode()).hexdigest()

    numbers = all(_NUMBER_LIKE.match(re.sub(r"<.*?>", "", option["text"])) for option in options)
    return sorted(map(dict, options), key=place)


def spread(items: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Checked items of one quiz, arranged so that the right one is not at the same place in all of them."""
    done: list[dict[str, Any]] = []
    for salt in range(16):
        done = [
            {**item, "options": arranged(item["question"], item["options"], salt)}
            if "options" in item and not item.get("several")
            else dict(item)
            for item in items
        ]
        places = right_places(done)
        if len(places) < 2 or len(set(places)) > 1:
            break
    return done


def right_places(items: Sequence[Mapping[str, Any]]) -> list[int]:
    """Where the right option stands in each item that is answered by one choice, counted from 0."""
    return [
        next(place for place, option in enumerate(item["options"]) if option["right"])
        for item in items
        if item.get("options") and not item.get("several")
    ]


def _checked_number(item: Mapping[str, Any], where: str) -> dict[str, Any]:
    try:
        answer, tolerance = float(item["answer"]), float(item.get("tolerance") or 0)
        pairs = item.get("traps") or {}
        pairs = pairs.items() if isinstance(pairs, Mapping) else pairs
        traps = [[float(value), str(message)] for value, message in pairs]
    except (TypeError, ValueError) as error:
        raise WidgetError(
            f"{where}: `answer`, `tolerance` and the keys of `traps` must be numbers ({error})"
        ) from error
    if tolerance < 0:
        raise WidgetError(f"{where} has tolerance {tolerance:g}; legal is 0 or more")
    for value, _ in traps:
        if abs(value - answer) <= tolerance:
            raise WidgetError(
                f"{where}: trap {value:g} lies within {tolerance:g} of the right answer {answer:g}"
            )
    low, high = item.get("low"), item.get("high")
    if (low is None) != (high is None):
        raise WidgetError(f"{where} has low={low} and high={high}; a slider needs both, a field neither")
    if low is not None and high is not None and not low <= answer <= high:
        raise WidgetError(f"{where}: the answer {answer:g} lies outside the slider from {low} to {high}")
    if not item.get("why"):
        raise WidgetError(f"{where} has no `why`: say where {answer:g} comes from")
    return {
        "answer": answer, "tolerance": tolerance, "unit": str(item.get("unit") or ""), "why": item["why"],
        "traps": traps, "low": low, "high": high, "step": item.get("step"),
    }  # fmt: skip


def still_item(item: Mapping[str, Any], tag: str = "p") -> str:
    """HTML of a checked item that reads without JavaScript: question, options as a list, answer in a fold."""
    question = f"<{tag}><strong>{rich(item['question'])}</strong></{tag}>"
    if item.get("options"):
        choices = "".join(f"<li>{rich(option['text'])}</li>" for option in item["options"])
        right = [option for option in item["options"] if option["right"]]
        answer = "; ".join(rich(option["text"]) for option in right)
        choices, why = f"<ul>{choices}</ul>", rich(item.get("why") or right[0]["why"])
    else:
        choices, why = "", rich(item["why"])
        answer = " ".join(filter(None, [f"{item['answer']:,.10g}", rich(item["unit"])]))
    places = " · ".join(
        f'<a href="{html.escape(place["href"])}">{html.escape(place["text"])}</a>'
        for place in item.get("see", [])
    )
    taught = f"<p>Taught in {places}</p>" if places else ""
    fold = f"<details><summary>Answer</summary><p><strong>{answer}.</strong> {why}</p>{taught}</details>"
    return question + choices + fold


def item_height(item: Mapping[str, Any], chars: int) -> int:
    """About how many px an unanswered item takes where a line holds `chars` characters."""
    lines = -(-len(item["question"]) // chars)
    options = item.get("options", [])
    rows = sum(50 + 18 * (-(-len(option["text"]) // (chars - 4)) - 1) for option in options)
    wrapped = 52 if not options and chars < 50 else 0  # the buttons do not fit beside the field
    return 62 + 23 * lines + rows + wrapped
