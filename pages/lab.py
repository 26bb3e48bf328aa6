"""The lab: recurrent networks train side by side, live."""

import streamlit as st

from app.view import scope, session, sidebar, study
from app.view.plain import plain

lab = session.open_lab()
wanted = sidebar.sidebar(lab)
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
