"""Next character: the diagram of a network that spells one word, with its live numbers."""

from app.view import next_character, own_task, scope, study

TASKS = (next_character.TASK,)

with own_task.page("next_character", TASKS, next_character.PRESETS) as lab:
    if lab is not None:
        scope.next_character(lab)
        next_character.offer_csv(lab)
        next_character.presets(lab)
        if lab.moment is not None:
            study.charts(lab, lab.moment)
