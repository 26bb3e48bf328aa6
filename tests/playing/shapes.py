"""The checker that holds every call in rnn_core to its annotations, shapes included, while tests run."""

from __future__ import annotations

from beartype import BeartypeConf, beartype

from tests.playing.server import ROOT

# A whole number is a number: Python's own typing rule, which beartype leaves out unless asked.
check = beartype(conf=BeartypeConf(is_pep484_tower=True))


def modules_with_shapes() -> list[str]:
    """The modules of rnn_core whose annotations have shapes.

    The others have types that mypy has checked already; loops over words took five times as long, each call checked.
    """
    files = sorted((ROOT / "rnn_core").rglob("*.py"))
    return [
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in files
        if "from jaxtyping import" in file.read_text(encoding="utf-8")
    ]
