"""Words and pairs against plain loops: tokens, windows, thinning out, noise, and the texts that are too short."""

import numpy as np
import pytest

from rnn_core.language.word_pairs import (
    MOST_WORDS,
    Passages,
    corpus,
    one_epoch,
    own_words,
    passages_of,
    shakespeare_words,
    window_pairs,
    words_of,
)
from rnn_core.tasks.text.corpus import TextError

SENTENCE = "the cat sat on the mat and the dog sat on the log"


def test_words_are_lower_case_runs_of_letters_with_apostrophes_inside():
    assert words_of("Thou’rt mad, O'er-hasty KING!  'Tis 3 o'clock, d’être naïve_x") == [
        *("thou'rt", "mad", "o'er", "hasty", "king", "tis", "o'clock", "d'être", "naïve", "x"),
    ]
    assert words_of("नमस्ते दुनिया") == ["नमस्ते", "दुनिया"]
    assert passages_of("One two.\nThree\n\n  \nfour") == [["one", "two", "three"], ["four"]]


def by_loops(rows, passage, reach):
    return sorted(
        (rows[i], rows[j])
        for i in range(len(rows))
        for j in range(len(rows))
        if i != j and abs(i - j) <= reach[i] and passage[i] == passage[j]
    )


@pytest.mark.parametrize("seed", range(4))
def test_windows_hold_the_pairs_that_two_loops_find_and_stop_at_the_end_of_a_passage(seed):
    draws = np.random.default_rng(seed)
    rows = draws.integers(0, 9, 40).astype(np.int32)
    passage = np.sort(draws.integers(0, 5, 40)).astype(np.int32)
    reach = draws.integers(1, 5, 40)
    pairs = window_pairs(Passages(rows, passage), reach)
    assert sorted(zip(pairs.centres, pairs.contexts, strict=True)) == by_loops(rows, passage, reach)


def test_no_words_no_pairs():
    nothing = Passages(np.empty(0, np.int32), np.empty(0, np.int32))
    assert len(window_pairs(nothing, np.empty(0, np.int64))) == 0
    assert len(one_epoch(nothing, np.ones(3), 5, np.random.default_rng(0))) == 0


@pytest.fixture(scope="module")
def text():
    return corpus([SENTENCE.split()] * 30 + [["rare", "bird"]], [["the", "bird", "sat", "down"]])


def test_the_vocabulary_is_that_of_the_training_part_the_most_frequent_word_first(text):
    assert text.words[0] == "the"
    assert text.counts[0] == 4 * 30
    assert list(text.counts) == sorted(text.counts, reverse=True)
    assert "rare" not in text.words
    assert [text.words[row] for row in text.test.rows] == ["the", "sat"]
    # Between them stood words without a vector: they are left out as if the text did not have them.
    assert len(window_pairs(text.test, np.ones(2, np.int64))) == 2


def test_noise_is_the_counts_to_the_power_of_three_quarters(text):
    raised = [count**0.75 for count in text.counts]
    np.testing.assert_allclose(text.noise, [each / sum(raised) for each in raised])
    # Rare words are drawn more often than they occur, frequent ones less often.
    assert text.noise[0] < text.counts[0] / text.counts.sum()
    assert text.noise[-1] > text.counts[-1] / text.counts.sum()


def test_frequent_words_are_thinned_out_by_the_papers_rule(text):
    frequency = text.counts / text.counts.sum()
    np.testing.assert_allclose(1 - text.kept(0.01), np.maximum(0, 1 - np.sqrt(0.01 / frequency)))
    assert set(text.kept(0.0)) == {1.0}
    draws = np.random.default_rng(0)
    seen = np.zeros(len(text.words))
    for _ in range(200):
        pairs = one_epoch(text.train, text.kept(0.01), 1, draws)
        seen += np.bincount(pairs.centres, minlength=len(text.words))
    # Of the pairs' centres “the” has about the share that is left of its occurrences.
    left = text.counts * text.kept(0.01)
    assert seen[0] / seen.sum() == pytest.approx(left[0] / left.sum(), rel=0.05)


def test_a_pass_reaches_each_distance_as_often_as_a_window_drawn_anew_does():
    words = [f"w{n}" for n in range(26)]
    line = corpus([[*words] * 40, [*words] * 40], [])
    pairs = one_epoch(line.train, np.ones(26), 4, np.random.default_rng(0))
    distance = np.abs(np.array([int(line.words[row][1:]) for row in pairs.centres])[:, None])
    context = np.array([int(line.words[row][1:]) for row in pairs.contexts])[:, None]
    apart = (context - distance) % 26
    apart = np.minimum(apart, 26 - apart)[:, 0]
    shares = np.bincount(apart, minlength=5)[1:] / len(apart)
    np.testing.assert_allclose(shares, [0.4, 0.3, 0.2, 0.1], atol=0.02)


def test_shakespeare_has_the_nine_plays_without_the_names_of_who_speaks():
    known = shakespeare_words()
    assert 150_000 < len(known.train.rows) < 220_000
    assert {"thou", "king", "love"} <= set(known.words[:150])
    # He speaks 193 times, and is named in full by others a few times.
    assert known.counts[known.words.index("vincentio")] < 30
    assert len(known.test.rows) > 30_000


def test_a_text_of_ones_own_is_split_nine_to_one():
    known = own_words("the cat sat. " * 90 + "\n\n" + "the dog ran. " * 10)
    assert set(known.words) == {"the", "cat", "sat"}
    assert len(known.test.rows) == 10


@pytest.mark.parametrize("given", ["a b c d e f", "word " * 3, "。" * 300, "1 2 3 " * 100])
def test_a_text_with_too_few_neighbouring_words_is_refused_with_a_sentence(given):
    with pytest.raises(TextError, match=r"has \d+ pairs of neighbouring words .* Use a longer text"):
        own_words(given)


def test_a_text_of_one_word_is_refused_because_its_vectors_would_grow_without_end():
    with pytest.raises(TextError, match="Only one word, “ha”, occurs at least 2 times"):
        own_words("ha " * 100)


def test_the_vocabulary_is_bounded():
    many = corpus([[f"w{n}" for n in range(MOST_WORDS + 500)]] * 2, [])
    assert len(many.words) == MOST_WORDS
