"""Translator: an encoder and a decoder that learn in front of you, on a ladder from numbers to real sentences."""

from app.view import own_task, scope, study
from app.view.moment import newest_frame
from app.view.translator import gradient, presets, scores, sentence, vector

TASKS = presets.TASKS

with own_task.page("translator", TASKS, presets.PRESETS) as lab:
    if lab is not None:
        scope.scope(lab)
        frame = newest_frame(lab)
        if frame is not None:
            vector.show(lab)
            scores.show(lab)
            sentence.show(lab, frame)
            gradient.show(lab, frame)
            presets.show(lab)
        if lab.moment is not None:
            study.charts(lab, lab.moment)
