"""A small table on a page, and its numbers as CSV."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import streamlit as st

from app.figures.table import rows_csv
from app.view.file_button import table_button
from app.view.plain import plain


def show_table(
    title: str,
    columns: Mapping[str, Sequence[str]],
    caption: str,
    key: str,
    *,
    numbers: Mapping[str, Sequence[object]] | None = None,
    ranks: bool = True,
    marked: bool = False,
) -> None:
    """Draw `columns` (of one length) under their names as a plain table that a screen reader reads, with its CSV.

    The CSV has `numbers`, with all digits, where they are given. With `ranks` a first column counts the rows. `marked`
    says that the caption is Markdown already.
    """
    rows = list(zip(*columns.values(), strict=True))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(title)}**", width="stretch")
        table_button(
            "CSV",
            rows_csv(columns if numbers is None else numbers),
            f"unrolled-{re.sub(r'[^a-z0-9]+', '-', title.lower()).strip('-')}.csv",
            f"csv_{key}",
            type="tertiary",
            icon=":material/download:",
            help=f"{title}, as a table for another program",
        )
    head = [*([""] if ranks else []), *map(plain, columns)]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for number, row in enumerate(rows, start=1):
        cells = [*([f"{number}"] if ranks else []), *map(plain, row)]
        lines.append("| " + " | ".join(cells) + " |")
    with st.container(key=f"table_{key}"):
        st.markdown("\n".join(lines))
    st.caption(caption if marked else plain(caption))
