"""The page "Gates": which of its views is on screen, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.view.following import choose_view, draw_following
from app.view.gates import by_hand, cell, each, over_examples, product, surgery
from app.view.gates.presets import PRESETS
from app.view.lab import Lab
from app.view.looking_at import looking_at
from app.view.moment import newest_frame
from app.view.presets import show_presets
from rnn_core.frames.frame import Frame

WHAT = (
    "A gate is a number from 0 to 1, computed anew at every timestep, by which a unit's value is multiplied. An LSTM "
    "keeps c by its forget gate f, lets in by i and shows by o; a GRU keeps h by its update gate z and uses it by r. A "
    "gate that stays near 1 carries a number, and its gradient, over many timesteps. Sources: Hochreiter & Schmidhuber "
    "1997; Gers et al. 2000; Cho et al. 2014; Karpathy, Johnson & Li 2015, arXiv:1506.02078."
)
NAMES = {
    "each": "Gate by gate",
    "cell": "One cell",
    "saturation": "Saturation",
    "training": "Over training",
    "memory": "Time constants",
    "product": "Product and gradient",
    "surgery": "Surgery",
    "hand": "By hand",
}
VIEWS: Mapping[str, Callable[[Lab, Frame], None]] = {
    "each": each.show_each,
    "cell": cell.show_cell,
    "saturation": over_examples.show_saturation,
    "training": over_examples.show_training,
    "memory": over_examples.show_memory,
    "product": product.show_product,
    "surgery": surgery.show_lanes,
}


def choose(lab: Lab) -> tuple[str, bool]:
    """Say what the page is about and let the user choose a view; its name, and whether it follows the training."""
    looking_at(WHAT)
    return choose_view(lab, "gates", NAMES, still="hand")


def show(lab: Lab, shown: str, follows: bool) -> None:
    """The view called `shown`; by hand it needs no run."""
    if shown == "hand":
        by_hand.show_hand(lab)
        return
    if shown == "surgery":
        present = newest_frame(lab)
        if present is None:
            return
        # Not in the part that follows: its buttons concern the whole page.
        surgery.show_surgery(lab, present)
    draw_following(lab, "gates", VIEWS[shown], follows)


def presets(lab: Lab) -> None:
    """The telling cases."""
    show_presets(lab, PRESETS)
