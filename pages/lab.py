"""The lab: recurrent networks train side by side, live."""

import streamlit as st

from app import controls, scope, session, study
from app.commands import Refused
from app.plain import plain

try:
    lab = session.open_lab()
except Refused as refusal:
    st.error(plain(str(refusal)))
    st.stop()

wanted = controls.sidebar(lab)
if wanted is not None:
    session.follow(lab, wanted)
session.write_link(lab)
if lab.notices:
    st.warning("\n\n".join(map(plain, lab.notices)))
if lab.refusal:
    st.error(plain(lab.refusal))

scope.scope(lab.entry, owns=lab.owns, notice=lab.news, branch=lambda: session.branch(lab))

if st.button("Study this moment", help="Pauses the run and shows its charts at full size, to read off and to export."):
    session.study(lab)
if lab.moment is not None:
    study.charts(lab.moment)
