"""Messages to the browser about widgets: each alone says the value."""

from tests.playing.lab_page import opened, rerun, widget, widgets


def test_a_browser_that_draws_the_widgets_anew_at_any_run_of_the_page_draws_their_values(registry):
    """A run of the page that another overtakes tells the browser nothing: each alone must say every value."""
    link = {"cells": "lstm~H:3~hold:f=0.5@1-2,gru", "H": "4", "T": "8", "lr": "0.05", "task": "parity", "seeds": "2"}
    page = opened(registry, **link)
    rerun(page)
    widget(page, "clip").set_value(2.0)
    for _ in range(3):
        rerun(page)
        drawn = {name: shown_by_a_new_browser(w) for name, w in widgets(page).items()}
        assert drawn == {name: value_in_words(w) for name, w in widgets(page).items()}
        assert (drawn["T"], drawn["lr"], drawn["clip"], drawn["task"], drawn["seeds"]) == (8, 0.05, 2.0, "Parity", 2)
        assert (drawn["lane_0_hidden_size"], drawn["lane_0_forget_gate"]) == (3, 0.5)
        assert (drawn["lane_0_forget_gate_units"], drawn["lane_1_hidden_size"]) == ("1-2", None)


def value_in_words(widget):
    """The value of a widget that holds one; of a list, the words on screen for it."""
    options = getattr(widget, "options", None)
    return widget.value if options is None else None if widget.value is None else options[widget.index]


def shown_by_a_new_browser(widget):
    """The value in a browser that knows nothing of the widget but the newest message about it."""
    proto = widget.proto
    if proto.DESCRIPTOR.name == "Selectbox":
        if proto.set_value:
            return proto.raw_value if proto.HasField("raw_value") else None
        return widget.options[proto.default] if proto.HasField("default") else None
    if proto.set_value:
        return proto.value if proto.HasField("value") or proto.DESCRIPTOR.name == "Checkbox" else None
    return proto.default if proto.HasField("default") or proto.DESCRIPTOR.name == "Checkbox" else None
