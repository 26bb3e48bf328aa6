"""The Streamlit view of Unrolled, and the live service behind it."""
