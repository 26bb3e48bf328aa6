"""Word order: two sentences of the same words, and who did it."""

from app.view import own_task, scope
from app.view.moment import newest_frame
from app.view.sentences import word_order

TASKS = ("word_order",)

with own_task.page("word_order", TASKS, word_order.CASES) as lab:
    if lab is not None:
        scope.run_bar(lab)
        frame = newest_frame(lab)
        if frame is not None:
            word_order.show_question()
            sentences = word_order.fields(lab, frame)
            if sentences is not None:
                word_order.compared(lab, frame, sentences)
            word_order.show_bag_of_words(lab, frame)
            word_order.show_cases(lab)
