"""Word order: two sentences of the same words, and who did it."""

from app.view import link, own_task, scope, session, sidebar, word_order
from app.view.moment import newest_frame
from app.view.notices import show_notices

TASKS = ("word_order",)

lab = session.open_page("word_order")
link.write_link(lab, "word_order")
show_notices(lab)
if own_task.is_on_screen(lab, TASKS):
    wanted = sidebar.sidebar(lab, TASKS)
    if wanted is not None:
        session.follow(lab, wanted)
    scope.run_bar(lab)
    frame = newest_frame(lab)
    if frame is not None:
        word_order.show_question()
        sentences = word_order.fields(lab, frame)
        if sentences is not None:
            word_order.compared(lab, frame, sentences)
        word_order.show_bag_of_words(lab, frame)
        word_order.show_cases(lab)
link.write_link(lab, "word_order")
