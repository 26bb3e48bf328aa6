"""The parameters of pages, which stand in the address beside the run's settings.

A row here is all that a page needs for a parameter of its own: it is read from a link, checked, written back, and kept
while other pages are on screen.
"""

from __future__ import annotations

from app.view.gates.parameters import GATE_PARAMETERS
from app.view.hidden_states.parameters import STATE_PARAMETERS
from app.view.page_parameter import FOLLOW, PageParameter, parameters_for
from rnn_core.language.analogies import RELATIONS
from rnn_core.settings.setting import Setting

THIN = "Words such as “the” are left out at random before windows are formed, the more frequent the more often."
EPOCHS = "How often each word of the text is read, at least: training ends at the next of its measurements."
_of_vectors = parameters_for("word_vectors", "vectors", "vec")
_of_gradients = parameters_for("gradients", "gradients", "grad")
_of_compare = parameters_for("compare", "compare", "cmp")

COMPARISONS = ("race", "cost", "horizon")
HORIZON_TASKS = ("recall", "adding", "temporal_order")
GRADIENT_VIEWS = ("lag", "training", "triangle", "jacobians", "length", "gain")

PARAMETERS: tuple[PageParameter, ...] = (
    _of_compare("part", "Shown", "What the page compares.", "word", "race", choices=COMPARISONS),
    _of_compare("equal", "Equal", "What all lanes have equally much of.", "word", "size", choices=("size", "weights")),
    _of_compare("seeds", "Seeds", "Copies of every lane. One alone may be luck.", "int", 3, low=3, high=8),
    _of_compare("task", "Task", "What is learned at every lag.", "word", "recall", choices=HORIZON_TASKS),
    _of_compare("steps", "Steps at most", "The budget of every seed at every lag.", "int", 600, low=200, high=2000),
    _of_compare("follow", *FOLLOW),
    _of_compare("axis", "Axis", "What the race is drawn over.", "word", "step", choices=("step", "seconds")),
    _of_gradients("view", "Shown", "What the page shows.", "word", "lag", choices=GRADIENT_VIEWS),
    _of_gradients(
        "where",
        "Error counted",
        "Whose gradient is shown. Training stays as it is.",
        "word",
        "last",
        choices=("last", "every"),
    ),
    _of_gradients("lane", "Lane", "The lane that is looked at closely.", "text", ""),
    _of_gradients("lag", "Timesteps before the last", "How far back the product goes.", "int", 10, low=1, high=511),
    _of_gradients(
        "window", "Cut every K timesteps", "The gradient is handed on within K timesteps.", "int", 10, low=1, high=512
    ),
    _of_gradients(
        "gain", "Gain g", "The factor in W_h = g·Q, Q orthogonal.", "float", 1.0, low=0.0, high=3.0, noun="a gain"
    ),
    _of_gradients("timesteps", "Timesteps T", "How many timesteps are multiplied.", "int", 50, low=2, high=200),
    _of_gradients(
        "input",
        "Input strength",
        "Random one-hot inputs are multiplied by it. At 0 tanh is not saturated.",
        "float",
        1.0,
        low=0.0,
        high=2.0,
    ),
    _of_gradients("follow", *FOLLOW),
    _of_gradients("measured", "Measure", "Show what the networks do beside the prediction.", "bool", False),
    *GATE_PARAMETERS,
    PageParameter(
        "runs",
        Setting("compared_runs", "compare", "Compared runs", "The ids of saved runs laid over each other.", "text"),
        "",
    ),
    *STATE_PARAMETERS,
    PageParameter(
        "unrolled", Setting("unrolled_lane", "unroll", "Lane", "The id of the lane that is unrolled.", "text"), ""
    ),
    PageParameter(
        "unrolled",
        Setting(
            "unroll_follow",
            "unroll_follow",
            "Follow the training",
            "While the run trains, the numbers of a large network are renewed every two seconds. Those of a small one "
            "always follow.",
            "bool",
        ),
        True,
    ),
    PageParameter(
        "next_character", Setting("spelled_lane", "spell", "Lane", "The id of the lane that is drawn.", "text"), ""
    ),
    PageParameter(
        "text_generator",
        Setting(
            "prompt",
            "prompt",
            "The text begins with",
            "The networks read this first and go on from there. Empty: they begin after a line's end, if the text has "
            "any.",
            "text",
        ),
        "",
    ),
    PageParameter(
        "text_generator",
        Setting(
            "temperature",
            "temperature",
            "Temperature",
            "The scores are divided by it before the softmax. 0 = always the likeliest character (argmax), 1 = as the "
            "network says.",
            "float",
            low=0.0,
            high=2.0,
            noun="a temperature",
        ),
        0.8,
    ),
    PageParameter(
        "text_generator",
        Setting(
            "top_k",
            "topk",
            "Top-k",
            "Only the k likeliest characters may come. 0 = all.",
            "int",
            low=0,
            high=256,
            noun="a number of characters",
        ),
        0,
    ),
    PageParameter(
        "text_generator",
        Setting("length", "length", "Length", "Number of characters that are written.", "int", low=1, high=2000),
        300,
    ),
    PageParameter(
        "text_generator",
        Setting(
            "dice",
            "dice",
            "Sampling seed",
            "All random numbers of the text come from it. The same seed gives the same text.",
            "int",
            low=0,
            high=1_000_000,
        ),
        0,
    ),
    PageParameter(
        "text_generator",
        Setting(
            "colour",
            "colour",
            "Colour by",
            "What the background of a character shows.",
            "word",
            ("none", "surprise", "unit"),
            noun="a colouring",
        ),
        "none",
    ),
    PageParameter(
        "text_generator",
        Setting(
            "unit", "unit", "Unit", "The hidden unit of the top layer whose value is shown.", "int", low=1, high=512
        ),
        1,
    ),
    PageParameter(
        "text_generator",
        Setting("writer", "writer", "One network closely", "The id of the lane that is looked at closely.", "text"),
        "",
    ),
    _of_vectors(
        "source", "Vectors", "Where the vectors come from.", "word", "glove", choices=("glove", "word2vec", "run")
    ),
    _of_vectors("groups", "Groups", "The groups of words on the map, with commas between.", "text", "family,numbers"),
    _of_vectors("joined", "Pairs joined", "", "word", "none", choices=("none", *RELATIONS)),
    _of_vectors("words", "Words", "The words whose neighbours are shown.", "text", "king, paris, seven"),
    _of_vectors("among", "Look among", "", "word", "usual", choices=("usual", "all", "1000")),
    _of_vectors("question", "Analogy", "Three words: a is to b as c is to what?", "text", "man king woman"),
    _of_vectors("text", "Text", "The text that is learned from.", "word", "plays", choices=("plays", "own")),
    _of_vectors("passes", "Epochs", EPOCHS, "int", 10, low=1, high=50),
    _of_vectors(
        "window",
        "Window",
        "How many words away a context may be. Nearer words count more.",
        "int",
        5,
        low=1,
        high=15,
    ),
    _of_vectors("size", "Dimensions D", "The numbers in each vector.", "int", 50, low=2, high=200),
    _of_vectors("negatives", "Negative samples K", "Random words for each true context.", "int", 5, low=1, high=20),
    _of_vectors("thin", "Leave out frequent words", THIN, "bool", True),
    _of_vectors("seed", "Seed", "The same seed gives the same vectors.", "int", 0, low=0, high=9999),
    _of_vectors("symbols", "Symbols", "Symbols of the run whose neighbours are shown.", "text", ""),
    _of_vectors("asked", "Analogy", "Three symbols of the run: a is to b as c is to what?", "text", ""),
    _of_vectors("lane", "Lane", "The lane whose vectors are shown.", "text", ""),
    _of_vectors("side", "Side", "Of a translation: whose words.", "word", "target", choices=("source", "target")),
    PageParameter(
        "translator",
        Setting(
            "source_sentence",
            "source",
            "A sentence to translate",
            "Capital letters make no difference.",
            "text",
        ),
        "",
    ),
    PageParameter(
        "translator",
        Setting(
            "beam",
            "beam",
            "Width of the beam",
            "How many sentences are kept at every word. 1 always takes the likeliest word (greedy).",
            "int",
            low=1,
            high=8,
            noun="a width of a beam",
        ),
        3,
    ),
    PageParameter(
        "translator",
        Setting(
            "beginning",
            "begin",
            "It must begin with",
            "Words that the translation has to begin with. The network goes on from there.",
            "text",
        ),
        "",
    ),
    PageParameter(
        "translator",
        Setting(
            "measure",
            "measure",
            "Measure",
            "What the chart by length shows.",
            "word",
            ("exact", "bleu", "chrf", "length_ratio"),
            noun="a measure",
        ),
        "exact",
    ),
    PageParameter(
        "translator",
        Setting("translator_lane", "net", "Look closely at", "The id of the lane that is looked at closely.", "text"),
        "",
    ),
    PageParameter(
        "word_order",
        Setting("first", "first", "Sentence 1", "Type a sentence of words that the networks know.", "text"),
        "I had washed my house",
    ),
    PageParameter(
        "word_order",
        Setting("second", "second", "Sentence 2", "Type a sentence of words that the networks know.", "text"),
        "I had my house washed",
    ),
    PageParameter(
        "word_order",
        Setting("states_of", "states", "States of", "The id of the lane whose hidden states are shown.", "text"),
        "",
    ),
    PageParameter(
        "agreement",
        Setting("sentence", "sentence", "Your own sentence", "Type a sentence up to its verb.", "text"),
        "the keys to the cabinet near the door",
    ),
)
BY_LINK = {parameter.setting.link: parameter for parameter in PARAMETERS}
BY_NAME = {parameter.setting.name: parameter for parameter in PARAMETERS}


def parameters_of(page: str) -> tuple[PageParameter, ...]:
    """The parameters of `page`."""
    return tuple(parameter for parameter in PARAMETERS if parameter.page == page)
