from __future__ import annotations

import string
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rnn_core.settings.clamp import Clamp
from rnn_core.settings.config import RunConfig
from rnn_core.settings.lane_config import CELLS, VARIANTS, WINDOW, LaneConfig, gates_of, ordered
from rnn_core.settings.link import from_link, to_link
from rnn_core.settings.network_settings import NETWORK_SETTINGS
from rnn_core.settings.setting import Setting, SettingError
from rnn_core.settings.table import SETTINGS, Change


def values(setting: Setting) -> st.SearchStrategy[Any]:
    """Every value that `setting` allows."""
    if setting.kind == "word":
        return st.sampled_from(setting.choices)
    if setting.name == "lanes":
        return st.lists(lanes(), min_size=1, max_size=4).map(tuple).map(ordered)
    if setting.kind == "int":
        return st.integers(int(setting.low), int(setting.high))
    if setting.kind == "float":
        return st.floats(setting.low, setting.high, allow_nan=False)
    if setting.kind == "bool":
        return st.booleans()
    if setting.name == "changes":
        live = [s for s in SETTINGS if s.traced and s.name != "changes"]
        change = st.sampled_from(live).flatmap(
            lambda s: st.builds(Change, step=st.integers(0, 20_000), name=st.just(s.name), value=values(s))
        )
        return st.lists(change, max_size=5).map(lambda changes: tuple(sorted(changes, key=lambda c: c.step)))
    if setting.name == "word":
        return st.text("abcéжक", min_size=2, max_size=12).filter(lambda word: len(set(word)) > 1)
    return st.text(string.hexdigits, max_size=64)


@st.composite
def lanes(draw: st.DrawFn) -> LaneConfig:
    """A lane that leaves some of its settings to the run and holds some of its gates."""
    cell = draw(st.sampled_from(CELLS))
    variant = draw(st.sampled_from(VARIANTS[cell]))
    own = draw(st.fixed_dictionaries({}, optional={s.name: values(s) for s in NETWORK_SETTINGS}))
    # One unit there always is.
    clamp = st.builds(Clamp, st.just(""), st.floats(0, 1), st.sampled_from([(), (1,)]))
    held = (
        {gate: draw(clamp) for gate in draw(st.sets(st.sampled_from(gates)))}
        if (gates := gates_of(cell, variant))
        else {}
    )
    own |= {"window": draw(values(WINDOW))} if variant == "window" else {}
    return LaneConfig(cell, variant, **own, clamps=tuple(Clamp(gate, c.value, c.units) for gate, c in held.items()))


configs = st.fixed_dictionaries({}, optional={s.name: values(s) for s in SETTINGS}).map(lambda v: RunConfig(**v))


@given(configs)
def test_a_link_gives_the_same_run_back(config: RunConfig) -> None:
    assert from_link(to_link(config)) == (config, ())


@given(configs)
def test_a_config_is_hashable_and_a_link_is_words(config: RunConfig) -> None:
    assert hash(config) == hash(config.replace())
    assert all(isinstance(word, str) for item in to_link(config).items() for word in item)


def test_the_default_run_has_an_empty_link() -> None:
    assert to_link(RunConfig()) == {}


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.name)
def test_every_setting_is_explained_in_a_sentence_and_checked(setting: Setting) -> None:
    assert setting.label
    assert setting.help.endswith(".")
    assert len(setting.help.split()) >= 4
    with pytest.raises(SettingError, match=r" is not .+\. Use "):
        setting.check(object())


def test_every_field_has_one_row_and_every_link_name_one_setting() -> None:
    assert {s.name for s in SETTINGS} == set(RunConfig.__dataclass_fields__)
    assert len({s.link for s in SETTINGS}) == len(SETTINGS)


@pytest.mark.parametrize(
    ("link", "written"),
    [
        ("task", "chess"),
        ("T", "1"),
        ("T", "50.5"),
        ("H", "257"),
        ("H", ""),
        ("cells", ""),
        ("cells", "lstm,transformer"),
        ("lr", "nan"),
        ("lr", "inf"),
        ("lr", "-0.1"),
        ("lr", "fast"),
        ("lr", "0,005"),
        ("carry", "2"),
        ("seeds", "9"),
        ("changes", "10:lr"),
        ("changes", "10:H:32"),
        ("changes", "-1:lr:0.1"),
        ("changes", "10:lr:nan"),
        ("changes", "10:changes:x"),
    ],
)
def test_a_value_out_of_range_leaves_the_default_and_says_so(link: str, written: str) -> None:
    config, notices = from_link({link: written, "seed": "7"})
    assert config == RunConfig(seed=7)
    (notice,) = notices
    assert notice.endswith(".")
    assert repr(written) in notice
    assert " is not a" in notice
    assert ". Use " in notice
    assert "We took " in notice
    assert ("Write a point, not a comma." in notice) == (written == "0,005")


def test_an_unknown_parameter_is_named_unless_it_belongs_to_someone_else() -> None:
    config, notices = from_link({"speed": "fast", "run": "abc"}, other=("run",))
    assert config == RunConfig()
    (notice,) = notices
    assert "'speed'" in notice


names = st.sampled_from([s.link for s in SETTINGS]) | st.text(max_size=8)
plausible = st.sampled_from(["0", "1", "2", "7", "50", "lstm", "rnn,gru", "own_text", "counting", "step", "7:lr:0.5"])


@pytest.mark.slow
@settings(max_examples=1000)
@given(st.dictionaries(names, st.text(max_size=30) | plausible, max_size=8))
def test_none_of_a_thousand_links_raises(params: dict[str, str]) -> None:
    config, notices = from_link(params)
    assert len(notices) <= len(params)
    assert from_link(to_link(config)) == (config, ())


@pytest.mark.parametrize("setting", [s for s in SETTINGS if s.kind in ("int", "float")], ids=lambda s: s.name)
def test_both_ends_of_a_range_are_allowed_and_nothing_beyond(setting: Setting) -> None:
    for end in (setting.low, setting.high):
        setting.check(int(end) if setting.kind == "int" else end)
    for beyond in (setting.low - 1, setting.high * 1.01 + 1):
        with pytest.raises(SettingError):
            setting.check(int(beyond) if setting.kind == "int" else beyond)


def test_a_wrong_constructor_argument_is_a_sentence() -> None:
    with pytest.raises(SettingError, match=r"^1000 is not a hidden size\. Use a whole number from 1 to 256\.$"):
        RunConfig(hidden_size=1000)
    with pytest.raises(SettingError):
        RunConfig(num_seeds=True)


def test_what_does_not_change_a_shape_is_live() -> None:
    assert [s.name for s in SETTINGS if s.traced] == [
        "learning_rate",
        "clip_norm",
        "teacher_forcing",
        "loss_at",
        "loss_step",
        "gradient_of",
        "watched",
        "changes",
    ]
    assert RunConfig(seed=3, num_seeds=2).seeds == (3, 4)


def test_a_link_to_a_task_that_has_gone_opens_the_one_in_its_place_and_says_so() -> None:
    config, notices = from_link({"task": "temperature", "T": "24"})
    assert config == RunConfig(task="thermometer", sequence_length=24)
    assert notices == ("“Hourly temperatures” is gone. We took “Noisy thermometer” instead.",)
