"""Text generator: networks that learn to write, what they wrote on the way, and what they write now."""

from app.view import link, own_task, scope, session, sidebar, text_presets, text_so_far, text_writer
from app.view.moment import newest_frame
from app.view.notices import show_notices

TASKS = ("shakespeare", "stdlib_code", "own_text")

lab = session.open_page("shakespeare")
link.write_link(lab, "text_generator")
show_notices(lab)
if own_task.is_on_screen(lab, TASKS):
    wanted = sidebar.sidebar(lab, TASKS)
    if wanted is not None:
        session.follow(lab, wanted)
    scope.run_bar(lab)
    frame = newest_frame(lab)
    if frame is not None:
        text_so_far.show(lab)
        text_writer.show(lab, frame)
        text_so_far.losses(lab)
        text_presets.show(lab)
link.write_link(lab, "text_generator")
