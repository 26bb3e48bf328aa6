import pytest

from app.live.run_name import tidied


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("  forget\nbias  0 ", "forget bias 0"),
        ("\u200b\ufeff\u200d", ""),
        ("\u2003\u00a0", ""),
        ("a\u202eb\u2066c", "abc"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d🏫", "👩\u200d🏫"),
        ("<b>&amp;", "<b>&amp;"),
        ("x" * 100, "x" * 60),
    ],
)
def test_a_name_is_one_line_that_can_be_seen(typed, name):
    assert tidied(typed) == name
