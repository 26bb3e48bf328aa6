"""The frame around all pages: title, logo and navigation."""

from pathlib import Path

import streamlit as st

from app.view.guard import guarded

LOGO = Path(__file__).parent.parent / "assets" / "logo.svg"

st.set_page_config(page_title="Unrolled", page_icon=str(LOGO), layout="wide")
st.logo(str(LOGO), size="large")
st.html(Path(__file__).parent / "view" / "page.css")
page = st.navigation(
    {
        "Lab": [
            st.Page("../pages/lab.py", title="Lab", icon=":material/neurology:", default=True),
            st.Page("../pages/runs.py", title="Your runs", icon=":material/folder_open:"),
        ],
        "Language": [
            st.Page("../pages/next_character.py", title="Next character", icon=":material/spellcheck:"),
            st.Page("../pages/text_generator.py", title="Text generator", icon=":material/edit_note:"),
            st.Page("../pages/word_order.py", title="Word order", icon=":material/swap_horiz:"),
            st.Page("../pages/agreement.py", title="Beginning to end", icon=":material/trending_flat:"),
            st.Page("../pages/word_vectors.py", title="Word vectors", icon=":material/scatter_plot:"),
            st.Page("../pages/translator.py", title="Translator", icon=":material/translate:"),
        ],
        "See inside": [
            st.Page("../pages/unrolled.py", title="Unrolled", icon=":material/conversion_path:"),
            st.Page("../pages/hidden_states.py", title="Hidden states", icon=":material/grid_on:"),
            st.Page("../pages/gates.py", title="Gates", icon=":material/valve:"),
            st.Page("../pages/gradients.py", title="Gradients", icon=":material/network_ping:"),
            st.Page("../pages/compare.py", title="Compare", icon=":material/balance:"),
        ],
    },
    # Beyond a dozen pages Streamlit would hide the last ones behind “View more”.
    expanded=True,
)
with guarded():
    page.run()
