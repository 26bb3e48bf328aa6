"""Unrolled: one network's copies in time, with a stepper through the forward and the backward pass."""

import streamlit as st

from app.view import link, scope, session, take_away, unrolled
from app.view.moment import newest_frame
from app.view.notices import show_notices

lab = session.open_page()
link.write_link(lab, "unrolled")
st.subheader("Unrolled")
show_notices(lab)
if unrolled.can_be_shown(lab):
    unrolled.choose(lab)
    scope.unrolled(lab)
    # Before what may be waited for: a page that runs again while it waits must not lose the buttons below.
    unrolled.presets(lab)
    if newest_frame(lab) is not None:
        unrolled.numbers(lab)
take_away.offer(lab, "unrolled")
link.write_link(lab, "unrolled")
