"""Word vectors: GloVe, Word2Vec trained live, and what the run on screen has learned, each beside random vectors."""

import streamlit as st

from app.view import link, session, take_away, vector_presets, vector_sources
from app.view.notices import show_notices

lab = session.open_page()
link.write_link(lab, "word_vectors")
st.subheader("Word vectors")
show_notices(lab)
vector_presets.show(lab)
source = vector_sources.choose_source(lab)
if source == "glove":
    vector_sources.show_glove(lab)
elif source == "word2vec":
    vector_sources.show_word2vec(lab)
else:
    vector_sources.show_run(lab)
    take_away.offer(lab)
link.write_link(lab, "word_vectors")
