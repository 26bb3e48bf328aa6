"""Text generator: networks that learn to write, what they wrote on the way, and what they write now."""

from app.view import own_task, scope
from app.view.moment import newest_frame
from app.view.text import presets, so_far, writer

TASKS = ("shakespeare", "stdlib_code", "own_text")

with own_task.page("text_generator", TASKS, presets.PRESETS) as lab:
    if lab is not None:
        scope.run_bar(lab)
        frame = newest_frame(lab)
        if frame is not None:
            so_far.show(lab)
            writer.show(lab, frame)
            so_far.losses(lab)
            presets.show(lab)
