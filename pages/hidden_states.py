"""Hidden states: every unit of a lane at every timestep, its way, where it fires, and sequences of one's own."""

import streamlit as st

from app.view import link, scope, session, take_away
from app.view.hidden_states import page, passage, paths, search, typed
from app.view.moment import newest_frame
from app.view.notices import show_notices

lab = session.open_page()
link.write_link(lab, "hidden_states")
st.subheader("Hidden states")
show_notices(lab)
scope.run_bar(lab)
shown = st.container()
# Before what may be waited for: a page that runs again while it waits must not lose the buttons below.
page.presets(lab)
with shown:
    frame = newest_frame(lab)
    if frame is not None:
        lane, view = page.choose(lab, frame)
        if view == "curves":
            page.show_curves(lab, frame, lane)
        elif view == "path":
            paths.show(lab, frame, lane)
        elif view == "fires":
            search.show(lab, frame, lane)
        elif view == "passage":
            passage.show(lab, lane)
        else:
            page.show_units(lab, frame, lane)
        if view != "passage":
            typed.show_typed(lab, frame, lane)
take_away.offer(lab)
link.write_link(lab, "hidden_states")
