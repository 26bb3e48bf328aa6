"""The page "Gradients": which of its views is on screen, and what all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.view.following import choose_view, draw_following
from app.view.gradients import by_gain, by_lag, by_length, inside, over_training
from app.view.gradients.presets import PRESETS
from app.view.lab import Lab
from app.view.looking_at import looking_at
from app.view.presets import show_presets
from rnn_core.frames.frame import Frame

WHAT = (
    "Training changes a weight by the gradient of the error. On the way back from the last timestep the gradient is "
    "multiplied once for every timestep, so that over many timesteps it vanishes or explodes. Sources: Hochreiter "
    "1991; Bengio, Simard & Frasconi 1994; Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063."
)
NAMES = {
    "lag": "By timestep",
    "training": "Over training",
    "triangle": "Item by item",
    "jacobians": "Jacobians",
    "length": "By length",
    "gain": "Vanish, hold, explode",
}
VIEWS: Mapping[str, Callable[[Lab, Frame], None]] = {
    "lag": by_lag.show,
    "training": over_training.show,
    "triangle": inside.show_triangle,
    "jacobians": inside.show_jacobians,
    "length": by_length.show,
}


def choose(lab: Lab) -> tuple[str, bool]:
    """Say what the page is about and let the user choose a view; its name, and whether it follows the training."""
    looking_at(WHAT)
    return choose_view(lab, "gradients", NAMES, still="gain")


def show(lab: Lab, shown: str, follows: bool) -> None:
    """The view called `shown`."""
    if shown == "gain":
        by_gain.show(lab)
        return
    # “By length” is of networks that nobody has trained.
    draw_following(lab, "gradients", VIEWS[shown], follows, names_broken=shown != "length")


def presets(lab: Lab) -> None:
    """The telling cases."""
    show_presets(lab, PRESETS)
