"""The sentences above a page: about its link, and about a wish that could not be met."""

from __future__ import annotations

import streamlit as st

from app.view.lab import Lab
from app.view.plain import plain


def show_notices(lab: Lab) -> None:
    """Show them, if there are any."""
    if lab.notices:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.warning("\n\n".join(map(plain, lab.notices)))
            st.button("Close", key="close_notices", on_click=_close, args=(lab,), type="tertiary")
    if lab.refusal:
        st.error(plain(lab.refusal))
        # Once is enough; a wish of the next run of the script may have a reason of its own.
        lab.refusal = ""


def _close(lab: Lab) -> None:
    lab.notices = ()
