"""Text generator: networks that learn to write, what they wrote on the way, and what they write now."""

from app.view import own_task, scope, text_presets, text_so_far, text_writer
from app.view.moment import newest_frame

TASKS = ("shakespeare", "stdlib_code", "own_text")

with own_task.page("text_generator", TASKS, text_presets.PRESETS) as lab:
    if lab is not None:
        scope.run_bar(lab)
        frame = newest_frame(lab)
        if frame is not None:
            text_so_far.show(lab)
            text_writer.show(lab, frame)
            text_so_far.losses(lab)
            text_presets.show(lab)
