"""A run as one HTML file: its kept moments and the scope's own modules, for a browser without network or server.

The modules are those of the lab. Each stands in the page's import map as a `data:` address under its path, and imports
the others by that name; `run/recording.js` stands in for `run/connection.js`. What modules load beside themselves, the
stylesheet and the palette, becomes a `data:` address too.
"""

from __future__ import annotations

import gzip
import json
import posixpath
import re
from base64 import b64encode
from collections.abc import Sequence
from html import escape
from typing import Any

from app.operations.paths import ASSETS
from rnn_core.frames.frame import from_bytes

MOST_BYTES = 5_500_000
"""Of the moments as they stand in the file; the modules take half a megabyte."""
MOST_MOMENTS = 80
_FIRST = "scope/lab.js"
_STANDS_IN = {"scope/run/connection.js": "scope/run/recording.js"}
_IMPORT = re.compile(r'(\bfrom |^import )"(\.{1,2}/[^"]+)";', re.MULTILINE)
_BESIDE = re.compile(r'new URL\("([^"]+\.(?:css|json))", import\.meta\.url\)')
_STYLES = re.compile(r'@import "([^"]+)";')
_TYPES = {".js": "text/javascript", ".css": "text/css", ".json": "application/json"}

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ --st-background-color: #faf9f7; color-scheme: light dark; font-family: system-ui, sans-serif; }}
@media (prefers-color-scheme: dark) {{ :root {{ --st-background-color: #14151a; }} }}
body {{ background: var(--st-background-color); margin: 12px auto; max-width: 1500px; padding: 0 12px; }}
h1 {{ font-size: 18px; margin: 4px 0; }}
p.about {{ font-size: 13px; margin: 4px 0 10px; }}
/* What needs a server */
.sharing, .continue, .study, .run-name, .for-owner, select[aria-label="Speed"], [aria-label="Restart as a new run"]
{{ display: none !important; }}
.when {{ visibility: hidden; }}
</style>
<script type="importmap">{imports}</script>
</head>
<body>
<h1>{title}</h1>
<p class="about">{about}</p>
<main id="run"></main>
<noscript>This page needs JavaScript.</noscript>
<script type="application/json" id="recorded">{recorded}</script>
<script type="text/plain" id="moments">{moments}</script>
<script type="module">
import {{ mount }} from "{first}";
mount({{ data: {{ url: "recording" }}, parentElement: document.getElementById("run"), setTriggerValue() {{}} }});
</script>
</body>
</html>
"""
ABOUT = (
    "A recording of a run of Unrolled: {count} moments of its training. Play shows them one after the other. Drag the "
    "time line to look at one; its arrow keys go from moment to moment. Point at a timestep for its numbers."
)


def how_many(frame: bytes) -> int:
    """How many moments like `frame` fit into a file."""
    one = 4 / 3 * len(gzip.compress(frame, 6))
    return max(3, min(MOST_MOMENTS, int(MOST_BYTES / one)))


def one_file(frames: Sequence[bytes], state: dict[str, Any], name: str = "") -> bytes:
    """The file of the moments `frames`, oldest first; `state` is what viewers are told beside them."""
    last = from_bytes(frames[-1])
    recorded = {
        "steps": [from_bytes(frame).step for frame in frames],
        "lengths": list(map(len, frames)),
        "state": {**state, "message": "", "owns": True},
    }
    title = f"{name or last.task['title']}, {last.step:,} steps"
    page = _PAGE.format(
        title=escape(title),
        about=escape(f"{ABOUT.format(count=len(frames))} {last.caption}"),
        imports=_script(json.dumps({"imports": modules()})),
        recorded=_script(json.dumps(recorded)),
        moments=b64encode(gzip.compress(b"".join(frames), 6)).decode(),
        first=_FIRST,
    )
    return page.encode()


def modules() -> dict[str, str]:
    """Every module that the lab needs, as a `data:` address by its path in the assets folder."""
    found: dict[str, str] = {}
    waiting = [_FIRST]
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        code = (ASSETS / _STANDS_IN.get(path, path)).read_text(encoding="utf-8")
        folder = posixpath.dirname(path)

        def beside(match: re.Match[str], folder: str = folder) -> str:
            return f'new URL("{_address(posixpath.normpath(posixpath.join(folder, match[1])))}")'

        def named(match: re.Match[str], folder: str = folder) -> str:
            other = posixpath.normpath(posixpath.join(folder, match[2]))
            waiting.append(other)
            return f'{match[1]}"{other}";'

        found[path] = _data(".js", _IMPORT.sub(named, _BESIDE.sub(beside, code)))
    return found


def _address(path: str) -> str:
    text = (ASSETS / path).read_text(encoding="utf-8")
    if path.endswith(".css"):
        text = _STYLES.sub(lambda match: (ASSETS / posixpath.dirname(path) / match[1]).read_text("utf-8"), text)
    return _data(posixpath.splitext(path)[1], text)


def _data(kind: str, text: str) -> str:
    return f"data:{_TYPES[kind]};base64,{b64encode(text.encode()).decode()}"


def _script(text: str) -> str:
    """JSON that neither ends its script element nor, by a comment's beginning, hides that element's end."""
    return text.replace("<", "\\u003c")
