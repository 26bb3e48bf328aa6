"""Your runs: what was saved of them, to open again."""

import streamlit as st

from app.view import compare, run_list, session

st.header("Your runs")
if compare.asked():
    compare.show()
else:
    opened = run_list.run_list()
    if opened is not None:
        session.show_run(opened)
        st.switch_page("../pages/lab.py")
