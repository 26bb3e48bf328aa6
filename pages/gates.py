"""Gates: when they open and shut, how long they keep, and what a network can do without them."""

import streamlit as st

from app.view import link, scope, session, take_away
from app.view.gates import page
from app.view.notices import show_notices

lab = session.open_page()
link.write_link(lab, "gates")
st.subheader("Gates")
show_notices(lab)
scope.run_bar(lab)
shown, follows = page.choose(lab)
view = st.container()
# Before what may be waited for: a page that runs again while it waits must not lose the buttons below.
page.presets(lab)
with view:
    page.show(lab, shown, follows)
take_away.offer(lab)
link.write_link(lab, "gates")
