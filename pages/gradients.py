"""Gradients: what reaches the first timesteps, why so little of it does, and what helps."""

import streamlit as st

from app.view import link, scope, session, take_away
from app.view.gradients import page
from app.view.moment import newest_frame
from app.view.notices import show_notices

lab = session.open_page()
link.write_link(lab, "gradients")
st.subheader("Gradients")
show_notices(lab)
scope.run_bar(lab)
shown, follows = page.choose(lab)
if newest_frame(lab) is not None:
    page.show(lab, shown, follows)
page.presets(lab)
take_away.offer(lab)
link.write_link(lab, "gradients")
