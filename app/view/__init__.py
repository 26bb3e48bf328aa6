"""The functions that page scripts call; the only folder that touches `st.session_state`."""
