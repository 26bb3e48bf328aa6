"""A run as one HTML file: whatever a user has called it, the file is whole."""

import json
import re

from app.web.one_file import one_file
from rnn_core.frames.frame import to_bytes
from tests.playing.moment import moment

NAME = "<!--<script></script> & \u2028"


def test_a_name_is_no_part_of_the_page_that_holds_it():
    page = one_file([to_bytes(moment())], {"status": "paused", "name": NAME}, NAME).decode()
    (recorded,) = re.findall(r'id="recorded">(.*?)</script>', page, re.DOTALL)
    assert "<" not in recorded
    assert json.loads(recorded)["state"]["name"] == NAME
    assert "<!--" not in page
