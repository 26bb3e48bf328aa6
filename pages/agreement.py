"""From the beginning to the end of a sentence: the subject comes first, the verb must agree with it much later."""

from app.view import own_task, scope
from app.view.moment import newest_frame
from app.view.sentences import agreement

TASKS = ("agreement",)

with own_task.page("agreement", TASKS, agreement.CASES) as lab:
    if lab is not None:
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
