"""Every sentence a bad text gets, and what a good one becomes."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rnn_core.settings.config import RunConfig
from rnn_core.tasks import build
from rnn_core.tasks.text import TextError, check_text, fingerprint
from rnn_core.tasks.text.own_text import LARGEST_BYTES, own_corpus, unlike

GOOD = "All happy families are alike; each unhappy family is unhappy in its own way.\n" * 20
RUSSIAN = "Да, это так." * 50 + "Да"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ("", "The text is empty"),
        (b"", "The text is empty"),
        (" \n\t" * 400, "The text is empty"),
        ("ab" * (LARGEST_BYTES // 2) + "c", "5.0 MB. That is too long. Use at most 5 MB"),
        ("é" * (LARGEST_BYTES // 2) + "ab", "5.0 MB. That is too long. Use at most 5 MB"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 50, "binary file (it contains NUL bytes)"),
        (GOOD.encode("utf-16-le"), "perhaps UTF-16 without its mark. Save it as UTF-8"),
        (RUSSIAN.encode("utf-16-be"), "perhaps UTF-16 without its mark. Save it as UTF-8"),
        ("吾輩は猫である。\n".encode("utf-16-le") * 50, "perhaps UTF-16 without its mark. Save it as UTF-8"),
        (GOOD.encode("utf-32-le"), "perhaps UTF-32 without its mark. Save it as UTF-8"),
        (bytes(range(1, 256)) * 9, "binary file (11 % control characters)"),
        (RUSSIAN.encode()[:-1], "its last character is cut off"),
        (GOOD.encode("utf-16")[:-1], f"not in UTF-16: its byte {2 * len(GOOD) + 1:,} (hexadecimal 0A, in line 20)"),
        (GOOD.replace("a", "\x07"), "binary file (12 % control characters)"),
        # One byte is a letter in each of them, so none is named.
        *(
            (f"abc\r\ncaf{letter} ".encode(encoding) * 100, f"not in UTF-8: its byte 9 (hexadecimal {byte}, in line 2)")
            for encoding, letter, byte in [
                ("cp1252", "é", "E9"),
                ("cp437", "é", "82"),
                ("mac_roman", "é", "8E"),
                ("cp1250", "č", "E8"),
                ("koi8-r", "ж", "D6"),
                ("shift_jis", "日", "93"),
            ]
        ),
        (GOOD + "\ud800", f"Character {len(GOOD) + 1} of the text is half of a pair"),
        ("a" * 1000, "only one symbol, 'a'"),
        (GOOD[:199], "199 characters. That is too short. Use at least 200"),
    ],
)
def test_what_cannot_be_learned_from(data: bytes | str, sentence: str) -> None:
    with pytest.raises(TextError, match=re.escape(sentence)) as caught:
        check_text(data)
    assert str(caught.value).endswith(".")


def test_limits_themselves_are_allowed() -> None:
    assert check_text(GOOD[:200]) == GOOD[:200]
    assert len(check_text("ab" * (LARGEST_BYTES // 2))) == LARGEST_BYTES
    assert check_text(GOOD + "\x0c\x1b") == GOOD + "\x0c\x1b"


def test_bytes_and_line_ends_make_no_difference() -> None:
    windows = ("\ufeff" + GOOD.replace("\n", "\r\n")).encode()
    assert check_text(windows) == check_text(GOOD) == GOOD
    assert check_text(check_text(windows)) == GOOD
    assert fingerprint(windows.decode()) == fingerprint(GOOD)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_what_its_mark_says_is_believed(encoding: str) -> None:
    text = GOOD + "Grüße, 你好"
    assert check_text(text.encode(encoding)) == text


def test_a_sorted_list_is_said_to_test_what_was_not_trained() -> None:
    words = [f"{first}{second}{n}" for first in "abcdefghijklmnopqrst" for second in "aeiou" for n in range(20)]
    # The words' own order is the alphabet's; every seventh of them, seven times, is a shuffled list.
    assert "first symbols of the lines differ by" in unlike("\n".join(words))
    assert unlike("\n".join(word for k in range(7) for word in words[k::7])) == ""
    assert "their symbols differ by 100.0 %" in unlike("ab" * 900 + "xy" * 100)
    assert unlike(GOOD) == ""


def test_fingerprint_tells_texts_apart() -> None:
    assert re.fullmatch("[0-9a-f]{12}", fingerprint(GOOD))
    assert fingerprint(GOOD) != fingerprint(GOOD + "x")


def test_last_tenth_is_the_test() -> None:
    known = own_corpus(GOOD)
    split = len(GOOD) * 9 // 10
    assert known.decode(known.train) == GOOD[:split]
    assert known.decode(known.test) == GOOD[split:]


def run(own_text: str | None, **settings: Any) -> None:
    build(RunConfig(task="own_text", **settings), own_text)


def test_a_run_without_its_text() -> None:
    with pytest.raises(TextError, match="Paste or upload a text"):
        run(None, text=fingerprint(GOOD))


def test_a_run_with_another_text() -> None:
    run(GOOD, text=fingerprint(GOOD))
    with pytest.raises(TextError, match=f"fingerprint 0123456789ab, but this text has {fingerprint(GOOD)}"):
        run(GOOD, text="0123456789ab")


def test_a_bad_text_is_refused_at_the_start_too() -> None:
    with pytest.raises(TextError, match="only one symbol"):
        run("a" * 1000)


def test_variety_only_in_the_last_tenth() -> None:
    with pytest.raises(TextError, match="first 90 % of the text hold only one symbol, 'a'"):
        run("a" * 900 + "ab" * 50)


def test_too_short_for_the_sequence_length() -> None:
    run("ab" * 255, sequence_length=50)  # 510 characters: 51 for testing
    with pytest.raises(TextError, match=r"has 50 characters .* T = 50 needs 51. Use a text of at least 510 characters"):
        run("ab" * 250, sequence_length=50)
