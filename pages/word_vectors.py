"""Word vectors: GloVe, Word2Vec trained live, and what the run on screen has learned, each beside random vectors."""

import streamlit as st

from app.view import link, scope, session, take_away
from app.view.notices import show_notices
from app.view.word_vectors import presets, sources

lab = session.open_page()
link.write_link(lab, "word_vectors")
st.subheader("Word vectors")
show_notices(lab)
presets.show(lab)
source = sources.choose_source(lab)
if source == "run":
    sources.show_run(lab)
    take_away.offer(lab)
else:
    (sources.show_glove if source == "glove" else sources.show_word2vec)(lab)
    scope.follow_theme()
link.write_link(lab, "word_vectors")
