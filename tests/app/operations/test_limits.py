import dataclasses
from pathlib import Path

import pytest

from app.operations.idle_times import IdleTimes
from app.operations.limits import Limits, TooLarge, limits
from app.operations.table import LimitError, read
from rnn_core.settings.config import DEFAULT, RunConfig
from rnn_core.settings.lane_config import LaneConfig
from rnn_core.settings.table import SETTING

README = Path(__file__).parents[3] / "README.md"
ROWS = [(table, row) for table in (Limits, IdleTimes) for row in dataclasses.fields(table)]
every_row = pytest.mark.parametrize(("table", "row"), ROWS, ids=[row.metadata["variable"] for _, row in ROWS])


def variable(name):
    return next(row.metadata["variable"] for table, row in ROWS if row.name == name)


def test_where_nothing_is_set_or_set_to_nothing_the_defaults_hold():
    for table in (Limits, IdleTimes):
        assert read(table, {}) == read(table, {row.metadata["variable"]: " " for _, row in ROWS}) == table()
    assert (Limits().runs, Limits().viewers, Limits().hidden_size, Limits().sequence_length) == (200, 1000, 256, 512)
    assert IdleTimes() == IdleTimes(sleep=30, forget=900, save=8, loading=10)


def test_a_limit_is_called_after_what_it_limits_and_a_time_after_what_then_happens():
    assert [variable(name) for name in ("runs", "answers_mb")] == ["UNROLLED_MAX_RUNS", "UNROLLED_MAX_ANSWERS_MB"]
    assert [variable(name) for name in ("sleep", "save")] == ["UNROLLED_SLEEP_SECONDS", "UNROLLED_SAVE_SECONDS"]


@every_row
def test_every_number_is_set_by_its_variable_and_by_no_other(table, row):
    value = row.default - 1
    environ = {row.metadata["variable"]: f" {value} ", "UNROLLED_MAX_TIME": "3"}
    assert read(table, environ) == dataclasses.replace(table(), **{row.name: value})


@every_row
@pytest.mark.parametrize("written", ["0", "-1", "many", "1.5", "1e3", "nan", "99999999", "9" * 5000])
def test_a_bad_value_is_refused_with_a_sentence(table, row, written):
    with pytest.raises(LimitError) as refused:
        read(table, {row.metadata["variable"]: written})
    sentence = str(refused.value)
    assert sentence.startswith(f"{row.metadata['variable']} (")
    assert written[:40] in sentence
    assert "whole number from" in sentence
    assert f"leave it out for {row.default}." in sentence
    assert len(sentence) < 250


@pytest.mark.parametrize("name", ["hidden_size", "sequence_length"])
def test_sizes_stay_within_what_a_run_may_have_and_the_first_lab_needs(name):
    for value in (getattr(DEFAULT, name), int(SETTING[name].high)):
        assert getattr(read(Limits, {variable(name): str(value)}), name) == value
        read(Limits, {variable(name): str(value)}).check(DEFAULT)
    for value in (getattr(DEFAULT, name) - 1, int(SETTING[name].high) + 1):
        with pytest.raises(LimitError):
            read(Limits, {variable(name): str(value)})


def test_a_run_larger_than_this_server_trains_is_refused_with_what_to_do():
    small = Limits(hidden_size=64, sequence_length=100)
    small.check(RunConfig(hidden_size=64, sequence_length=100))
    with pytest.raises(TooLarge) as refused:
        small.check(RunConfig(hidden_size=128))
    assert str(refused.value) == "128 is too large a hidden size for this server. Use at most 64."
    with pytest.raises(TooLarge, match=r"^65 is too large a hidden size"):
        small.check(RunConfig(hidden_size=8, lanes=(LaneConfig("gru"), LaneConfig("lstm", hidden_size=65))))
    small.check(RunConfig(hidden_size=128, lanes=(LaneConfig("gru", hidden_size=64),)))
    with pytest.raises(TooLarge, match=r"^101 is too large a sequence length .* Use at most 100\."):
        small.check(RunConfig(sequence_length=101))


def test_a_run_that_takes_more_memory_than_there_is_is_refused_with_how_much_and_what_to_do():
    limits = Limits(memory_mb=2000)
    limits.check_memory(2 * 10**9, free=2 * 10**9)
    with pytest.raises(TooLarge, match=r"about 11\.8 GB of memory, and on this server a run may take 2\.0 GB\. Choose"):
        limits.check_memory(11_800_000_000, free=10**12)
    with pytest.raises(TooLarge, match=r"about 1\.5 GB of memory, and beside its .* 0\.9 GB free now\. Choose"):
        limits.check_memory(1_500_000_000, free=900_000_000)


def test_every_other_limit_has_a_sentence_with_its_number():
    limits = Limits(runs=7, viewers=8, storage_mb=9, upload_mb=10)
    sentences = limits.full_of_runs, limits.full_of_viewers, limits.storage_full, limits.upload_too_large(10_000_001)
    for sentence, number in zip(sentences, ("7 runs", "8 pages", "9 MB", "10 MB"), strict=True):
        assert number in sentence
        assert sentence.endswith(".")
    assert "10.1 MB" in sentences[-1]


def test_the_process_reads_its_limits_once(monkeypatch):
    limits.cache_clear()
    monkeypatch.setenv("UNROLLED_MAX_RUNS", "3")
    assert limits().runs == 3
    monkeypatch.setenv("UNROLLED_MAX_RUNS", "4")
    assert limits().runs == 3
    limits.cache_clear()


@every_row
def test_the_readme_has_the_table(table, row):
    line = f"| `{row.metadata['variable']}` | {row.default} | {row.metadata['what']} |"
    assert line in README.read_text(encoding="utf-8")
