"""Hidden states: every unit of a lane at every timestep, its way, where it fires, and sequences of one's own."""

import streamlit as st

from app.view import (
    hidden_passage,
    hidden_paths,
    hidden_search,
    hidden_states,
    hidden_typed,
    link,
    scope,
    session,
    take_away,
)
from app.view.moment import newest_frame
from app.view.notices import show_notices

lab = session.open_page()
link.write_link(lab, "hidden_states")
st.subheader("Hidden states")
show_notices(lab)
scope.run_bar(lab)
shown = st.container()
# Before what may be waited for: a page that runs again while it waits must not lose the buttons below.
hidden_states.presets(lab)
with shown:
    frame = newest_frame(lab)
    if frame is not None:
        lane, view = hidden_states.choose(lab, frame)
        if view == "curves":
            hidden_states.show_curves(lab, frame, lane)
        elif view == "path":
            hidden_paths.show(lab, frame, lane)
        elif view == "fires":
            hidden_search.show(lab, frame, lane)
        elif view == "passage":
            hidden_passage.show(lab, lane)
        else:
            hidden_states.show_units(lab, frame, lane)
        if view != "passage":
            hidden_typed.show_typed(lab, frame, lane)
take_away.offer(lab)
link.write_link(lab, "hidden_states")
