"""Next character: the diagram of a network that spells one word, with its live numbers."""

from app.view import link, next_character, own_task, scope, session, sidebar, study
from app.view.notices import show_notices

TASKS = (next_character.TASK,)

lab = session.open_page(next_character.TASK)
link.write_link(lab, "next_character")
show_notices(lab)
if own_task.is_on_screen(lab, TASKS):
    wanted = sidebar.sidebar(lab, TASKS)
    if wanted is not None:
        session.follow(lab, wanted)
    scope.next_character(lab)
    next_character.presets(lab)
    if lab.moment is not None:
        study.charts(lab, lab.moment)
link.write_link(lab, "next_character")
