"""Compare: a fair race of cells, what each of them costs, and how far back each learns to remember."""

import streamlit as st

from app.view import link, scope, session, take_away
from app.view.comparison import page
from app.view.notices import show_notices

lab = session.open_page()
link.write_link(lab, "compare")
st.subheader("Compare")
show_notices(lab)
scope.run_bar(lab)
shown = page.choose(lab)
view = st.container()
# Before what may be waited for: a page that runs again while it waits must not lose the buttons below.
page.presets(lab)
with view:
    page.show(lab, shown)
take_away.offer(lab)
link.write_link(lab, "compare")
