"""Translator: an encoder and a decoder that learn in front of you, on a ladder from numbers to real sentences."""

from app.view import (
    own_task,
    scope,
    study,
    translator_gradient,
    translator_presets,
    translator_scores,
    translator_sentence,
    translator_vector,
)
from app.view.moment import newest_frame

TASKS = translator_presets.TASKS

with own_task.page("translator", TASKS, translator_presets.PRESETS) as lab:
    if lab is not None:
        scope.scope(lab)
        frame = newest_frame(lab)
        if frame is not None:
            translator_vector.show(lab)
            translator_scores.show(lab)
            translator_sentence.show(lab, frame)
            translator_gradient.show(lab, frame)
            translator_presets.show(lab)
        if lab.moment is not None:
            study.charts(lab, lab.moment)
