"""Hidden states: every unit of a lane at every timestep, at the moment that is looked at, and for a typed sequence."""

import streamlit as st

from app.view import hidden_states, link, scope, session
from app.view.moment import newest_frame
from app.view.notices import show_notices

lab = session.open_page()
link.write_link(lab, "hidden_states")
st.subheader("Hidden states")
show_notices(lab)
scope.run_bar(lab)
frame = newest_frame(lab)
if frame is not None:
    lane = hidden_states.choose(lab, frame)
    hidden_states.show_example(lab, frame, lane)
    hidden_states.show_typed(lab, frame, lane)
link.write_link(lab, "hidden_states")
