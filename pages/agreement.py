"""From the beginning to the end of a sentence: the subject comes first, the verb must agree with it much later."""

from app.view import agreement, link, own_task, scope, session, sidebar
from app.view.moment import newest_frame
from app.view.notices import show_notices

TASKS = ("agreement",)

lab = session.open_page("agreement")
link.write_link(lab, "agreement")
show_notices(lab)
if own_task.is_on_screen(lab, TASKS):
    wanted = sidebar.sidebar(lab, TASKS)
    if wanted is not None:
        session.follow(lab, wanted)
    scope.run_bar(lab)
    frame = newest_frame(lab)
    if frame is not None:
        agreement.show_question()
        sentence = agreement.field(lab, frame)
        if sentence is not None:
            agreement.word_by_word(lab, frame, sentence)
        agreement.show_accuracy(lab, frame)
        agreement.show_gradient(lab, frame)
        agreement.show_cases(lab)
link.write_link(lab, "agreement")
