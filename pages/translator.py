"""Translator: an encoder and a decoder that learn in front of you, on a ladder from numbers to real sentences."""

from app.view import (
    link,
    own_task,
    scope,
    session,
    sidebar,
    study,
    translator_gradient,
    translator_presets,
    translator_scores,
    translator_sentence,
)
from app.view.moment import newest_frame
from app.view.notices import show_notices

TASKS = translator_presets.TASKS

lab = session.open_page(TASKS[0])
link.write_link(lab, "translator")
show_notices(lab)
if own_task.is_on_screen(lab, TASKS):
    wanted = sidebar.sidebar(lab, TASKS)
    if wanted is not None:
        session.follow(lab, wanted)
    scope.scope(lab)
    frame = newest_frame(lab)
    if frame is not None:
        translator_scores.show(lab)
        translator_sentence.show(lab, frame)
        translator_gradient.show(lab, frame)
        translator_presets.show(lab)
    if lab.moment is not None:
        study.charts(lab, lab.moment)
link.write_link(lab, "translator")
