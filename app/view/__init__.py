"""What a page script calls; the only folder that touches `st.session_state`."""
