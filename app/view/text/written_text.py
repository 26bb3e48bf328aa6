"""Written texts as the page draws them: colours, what else could have come, what is new and what is copied."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from app.view import session
from app.view.file_button import table_button
from app.view.lab import Lab
from app.view.text.so_far import is_code
from app.web.routes import assets_address
from rnn_core.frames.frame import Lane
from rnn_core.inside.question import Answer
from rnn_core.language.sampling import TextSample
from rnn_core.numbers import number, percent
from rnn_core.tasks.text.corpus import SIGNS, visible

ALTERNATIVES = 5
CSV_NAME = "unrolled-texts.csv"


def text_of(lab: Lab, asked: TextSample, answer: Answer, lane: Lane, novel: dict[str, Any]) -> dict[str, Any]:
    """One lane's text as the page draws it."""
    symbols, text = answer.words["symbols"], answer.words["texts"][lane.id]
    arrays = {what: answer.arrays[f"{lane.id}.{what}"] for what in ("surprise", "entropy", "likeliest", "likeliest_p")}
    likeliest = [
        [[symbols[int(symbol)], round(float(p), 6)] for symbol, p in zip(row[:ALTERNATIVES], ps, strict=False)]
        for row, ps in zip(arrays["likeliest"], arrays["likeliest_p"], strict=True)
    ]
    return {
        "id": lane.id,
        "title": lane.name,
        "cell": lane.cell,
        "shade": lane.shade,
        "prompt": asked.prompt,
        "text": text,
        "shades": _shades(lab, answer, lane.id),
        "drawn": [round(math.exp(-float(s)), 4) for s in arrays["surprise"]],
        "likeliest": likeliest,
        "others": len(symbols) - len(likeliest[0]),
        "invented": novel["invented"],
        "copied": novel["copies"],
        "facts": [
            _invented(novel),
            f"Longest copy: {novel['longest']} character{'s' * (novel['longest'] != 1)} (line below).",
            f"Mean surprise {number(arrays['surprise'].mean())} nats, mean entropy {number(arrays['entropy'].mean())}.",
        ],
    }


def _invented(novel: dict[str, Any]) -> str:
    if novel["share"] is None:
        return "No whole word yet."
    return f"Invented words: {len(novel['invented'])} of {novel['words']}, {percent(novel['share'])} (wavy line)."


def _shades(lab: Lab, answer: Answer, lane: str) -> list[float]:
    """What colours each character: from 0 to 1, or from −1 to 1."""
    colour = session.parameter(lab, "colour")
    if colour == "surprise":
        values = answer.arrays[f"{lane}.surprise"] / math.log(len(answer.words["symbols"]))
    elif colour == "unit":
        hidden = answer.arrays[f"{lane}.hidden"]
        values = hidden[:, min(session.parameter(lab, "unit"), hidden.shape[1]) - 1]
    else:
        return []
    return [round(float(value), 3) for value in values]


def legend_of(lab: Lab, answer: Answer) -> tuple[str, str]:
    """The scale of the colours, and words about it."""
    colour, count = session.parameter(lab, "colour"), len(answer.words["symbols"])
    if colour == "surprise":
        most = number(math.log(count))
        return (
            "ink",
            f"surprise −ln p, from 0 (was sure) to {most} nats or more (as if all {count} were equally likely)",
        )
    if colour == "unit":
        unit = session.parameter(lab, "unit")
        return "signed", f"h of unit {unit} after the character was read, from −1 to 1 (Karpathy, Johnson & Li 2015)"
    return "", ""


def csv_of(texts: Sequence[tuple[str, str, Answer]], unit: int) -> str:
    """Every character of the texts with its numbers as a table, all digits.

    Each text has a name, the id of the lane that wrote it, and the answer that it is in. Of each h the number of `unit`
    (from 1) stands there, or of the last unit where there are fewer.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    names = ["text", "place", "character", "p of the character", "surprise, nats", "entropy, nats"]
    table.writerow([*names, f"h of unit {unit}"])
    for name, lane, answer in texts:
        surprise, entropy, hidden = (answer.arrays[f"{lane}.{what}"] for what in ("surprise", "entropy", "hidden"))
        p = [math.exp(-float(each)) for each in surprise]
        columns = (p, surprise, entropy, hidden[:, min(unit, hidden.shape[1]) - 1])
        written = zip(answer.words["texts"][lane], *columns, strict=True)
        for place, (character, *values) in enumerate(written, start=1):
            table.writerow([name, place, visible(character), *(repr(float(value)) for value in values)])
    return out.getvalue()


def offer_csv(lab: Lab, key: str, texts: Sequence[tuple[str, str, Answer]]) -> None:
    """The button called `key` for the table of `texts` (`csv_of`), with the unit that is chosen."""
    made = partial(csv_of, texts, session.parameter(lab, "unit"))
    table_button("Numbers of all characters (CSV)", made, CSV_NAME, f"csv_{key}")


def data_of(lab: Lab, texts: list[dict[str, Any]], columns: int, legend: tuple[str, str]) -> dict[str, Any]:
    """What the module `pages/written` takes: `texts` side by side in `columns`, and their colours' scale and words."""
    look = {"columns": columns, "code": is_code(lab), "colour": legend[0], "legend": legend[1]}
    return {"assets": assets_address(), "texts": texts, "signs": SIGNS, **look}
