"""Word vectors: GloVe, Word2Vec trained live, and what the run on screen has learned, each beside random vectors."""

import streamlit as st

from app.view import link, scope, session, take_away, vector_presets, vector_sources
from app.view.notices import show_notices

lab = session.open_page()
link.write_link(lab, "word_vectors")
st.subheader("Word vectors")
show_notices(lab)
vector_presets.show(lab)
source = vector_sources.choose_source(lab)
if source == "run":
    vector_sources.show_run(lab)
    take_away.offer(lab)
else:
    (vector_sources.show_glove if source == "glove" else vector_sources.show_word2vec)(lab)
    scope.follow_theme()
link.write_link(lab, "word_vectors")
