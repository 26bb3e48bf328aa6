"""Recurrent networks that show their insides: cells, back-propagation through time, tasks, training, frames."""

from rnn_core.errors import UserError
from rnn_core.frames.frame import Frame, Lane, from_bytes, to_bytes
from rnn_core.frames.observation import first_look, observe, parent_of_branch
from rnn_core.frames.run_before import run_before
from rnn_core.inside.jacobians import OneStepJacobians
from rnn_core.inside.question import Answer, GivenUp, Question, ask
from rnn_core.inside.states import StatesOfSequence
from rnn_core.inside.whole_pass import WholePass
from rnn_core.language.novelty import TextNovelty
from rnn_core.language.samples_so_far import SamplesSoFar
from rnn_core.language.sampling import TextSample
from rnn_core.network.cell import State
from rnn_core.network.gru import GRU
from rnn_core.network.initialisation import Initialisation
from rnn_core.network.lstm import LSTM
from rnn_core.network.relu_rnn import ReLURNN
from rnn_core.network.stack import RecurrentNetwork
from rnn_core.network.unroll import unroll, unroll_by_hand
from rnn_core.network.vanilla_rnn import VanillaRNN
from rnn_core.saved.run_file import SavedRunError
from rnn_core.saved.saved_run import SavedRun, saved_config
from rnn_core.saved.saved_run import from_bytes as load_run
from rnn_core.saved.saved_run import to_bytes as save_run
from rnn_core.script.python_script import python_script
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import LaneConfig, lanes_of
from rnn_core.settings.machine import parting, this_machine
from rnn_core.settings.setting import SettingError
from rnn_core.training.copied_lane import with_copy
from rnn_core.training.duration import seconds_of_step
from rnn_core.training.history import moment_of, num_moments, rewound
from rnn_core.training.memory import COMPILER, check
from rnn_core.training.run import Run, advance, change, fresh, start, with_first_test
from rnn_core.training.warm_up import warm_up

__all__ = [
    "COMPILER",
    "GRU",
    "LSTM",
    "Answer",
    "Frame",
    "GivenUp",
    "Initialisation",
    "Lane",
    "LaneConfig",
    "OneStepJacobians",
    "Question",
    "ReLURNN",
    "RecurrentNetwork",
    "Run",
    "RunConfig",
    "SamplesSoFar",
    "SavedRun",
    "SavedRunError",
    "SettingError",
    "State",
    "StatesOfSequence",
    "TextNovelty",
    "TextSample",
    "UserError",
    "VanillaRNN",
    "WholePass",
    "advance",
    "ask",
    "change",
    "check",
    "first_look",
    "fresh",
    "from_bytes",
    "lanes_of",
    "load_run",
    "moment_of",
    "num_moments",
    "observe",
    "parent_of_branch",
    "parting",
    "python_script",
    "rewound",
    "run_before",
    "save_run",
    "saved_config",
    "seconds_of_step",
    "start",
    "this_machine",
    "to_bytes",
    "unroll",
    "unroll_by_hand",
    "warm_up",
    "with_copy",
    "with_first_test",
]
