"""The settings of a network: what the run says for all lanes and a lane may say for itself."""

from __future__ import annotations

from rnn_core.settings.setting import Setting

TEACHER_FORCING = Setting(
    "teacher_forcing",
    "forced",
    "Teacher forcing",
    "Share of the decoder's inputs that are the right words. The others are its own (scheduled sampling).",
    "float",
    low=0.0,
    high=1.0,
    traced=True,
    noun="a share of teacher forcing",
)
"""Traced for the run; a lane with a value of its own keeps it."""
NETWORK_SETTINGS = (
    Setting(
        "hidden_size",
        "H",
        "Hidden size H",
        "Number of units in the hidden state.",
        "int",
        low=1,
        high=256,
        noun="a hidden size",
    ),
    Setting(
        "initialisation",
        "init",
        "Initialisation",
        "How the recurrent weights start. This decides how fast the gradient shrinks before the network has learned.",
        "word",
        ("orthogonal", "uniform", "glorot", "scaled", "irnn", "chrono"),
        noun="an initialisation",
    ),
    Setting(
        "gain",
        "gain",
        "Gain g",
        "The recurrent weights start as g times an orthogonal matrix. A small g makes the gradient vanish.",
        "float",
        low=0.0,
        high=5.0,
        noun="a gain",
    ),
    Setting(
        "chrono_steps",
        "tmax",
        "Chrono T_max",
        "The gates start so that memories last from 1 to about this many timesteps.",
        "int",
        low=3,
        high=10_000,
        noun="a T_max",
    ),
    Setting(
        "forget_bias",
        "forget",
        "LSTM forget bias",
        "Starting value of the forget gate's bias. At 0 a timestep keeps 50 % of the cell state, at 1 it keeps 73 %.",
        "float",
        low=-20.0,
        high=20.0,
        noun="a forget bias",
    ),
    Setting(
        "update_bias",
        "update",
        "GRU update bias",
        "Starting value of the update gate's bias. A higher value keeps more of the old state.",
        "float",
        low=-20.0,
        high=20.0,
        noun="an update bias",
    ),
    Setting(
        "input",
        "input",
        "Words as",
        "What stands for a word at the encoder's input. Vectors that are not trained stay as they are.",
        "word",
        ("one_hot", "learned", "glove", "glove_tuned", "word2vec", "random"),
        noun="a kind of input",
    ),
    Setting(
        "embedding_size",
        "E",
        "Vector size E",
        "Number of entries in a word's vector. GloVe's vectors have 50.",
        "int",
        low=1,
        high=256,
        noun="a vector size",
    ),
    Setting(
        "source_order",
        "order",
        "Source is read",
        "The order in which the encoder reads the words of a source sentence (Sutskever et al. 2014).",
        "word",
        ("forward", "reversed"),
        noun="an order",
    ),
    Setting(
        "attention",
        "attention",
        "Attention",
        "Whether each word of the answer looks back at all words of the source, and how well they match is scored.",
        "word",
        ("none", "dot", "additive"),
        noun="a kind of attention",
    ),
    TEACHER_FORCING,
)
"""What the run says for all lanes and a lane may say for itself."""
TRANSLATION_SETTINGS = ("input", "embedding_size", "source_order", "attention")
"""The settings that matter to an encoder–decoder alone."""
VECTOR_INPUTS = ("learned", "word2vec", "random")
"""The kinds of input whose vectors have the size that is chosen."""
