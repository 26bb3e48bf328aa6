"""What reaches stderr, seen from outside: every test that writes is a process of its own."""

import json
import os
import re
import subprocess
import sys
import textwrap
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[3]


def logged(program, *, configure="log.configure()"):
    """The lines that `program` leaves on stderr, as objects; none may hold what only users know."""
    whole = f"from app.operations import log\n{configure}\n{textwrap.dedent(program)}"
    done = subprocess.run(
        [sys.executable, "-c", whole],
        # Where Streamlit's settings of this app lie.
        cwd=ROOT / "app",
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "SECRET" not in done.stdout + done.stderr
    return [json.loads(line, parse_constant=lambda name: 1 / 0) for line in done.stderr.splitlines()]


def test_an_event_is_a_line_with_its_facts_and_the_time():
    (line,) = logged(
        "log.event('run_started', run='x', steps=3, loss=float('nan'), watched=True, name=None, text='ä\\n')"
    )
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert abs((datetime.now().astimezone() - datetime.fromisoformat(line.pop("time"))).total_seconds()) < 3600
    assert line == {
        "level": "info",
        "event": "run_started",
        "run": "x",
        "steps": 3,
        "loss": "nan",
        "watched": True,
        "name": None,
        "text": "ä\n",
    }


def test_a_problem_tells_an_exceptions_type_and_place_and_not_its_text():
    warned, failed = logged(
        """
        def work():
            raise ValueError("SECRET")
        log.problem("slow", seconds=2)
        try:
            work()
        except ValueError as error:
            log.problem("failed", error, run="x")
        """
    )
    assert (warned["level"], warned["event"], warned["seconds"]) == ("warning", "slow", 2)
    assert "error" not in warned
    assert (failed["level"], failed["error"], failed["run"]) == ("error", "ValueError", "x")
    assert [re.sub(r":\d+", "", place) for place in failed["at"]] == ["<string> <module>", "<string> work"]


def test_a_deep_traceback_keeps_its_innermost_frames():
    (line,) = logged(
        """
        def deep(n):
            return deep(n - 1) if n else 1 / 0
        try:
            deep(500)
        except ZeroDivisionError as error:
            log.problem("failed", error)
        """
    )
    assert len(line["at"]) == 20
    assert line["at"][-1].endswith(" deep")


FOREIGN = """
import logging
logger = logging.getLogger({name})
logger.error("Could not open %s", "SECRET")
logger.error("x" * 1000)
logger.info("SECRET")  # below the level of a library's logger, unless somebody sets it
try:
    raise ValueError("SECRET")
except ValueError as error:
    logger.exception("It failed")
    logger.error("It failed for %s", error)
    logger.warning(f"It failed: {{error}}")
    logger.error(error)
logger.error(RuntimeError("SECRET"))
"""


def check_foreign(lines, name):
    assert [line["event"] for line in lines] == ["message"] * 7
    assert {line["logger"] for line in lines} == {name}
    words = [line["message"] for line in lines]
    assert words[0] == "Could not open %s"
    assert words[1] == "x" * 300
    assert words[2:] == ["It failed", "It failed for %s", "It failed: …", "ValueError", "RuntimeError"]
    assert [line.get("error") for line in lines[2:]] == ["ValueError", "ValueError", None, "ValueError", None]
    assert lines[2]["at"]


def test_a_librarys_words_come_without_what_is_filled_in():
    check_foreign(logged(FOREIGN.format(name="'some.package'")), "some.package")


def test_streamlits_loggers_hold_to_it_made_early_or_late_and_when_its_options_are_read_again():
    program = (
        """
from streamlit import config
from streamlit.logger import get_logger, set_log_level, update_formatter
early = get_logger("streamlit.early")
log.configure()
config.get_config_options(force_reparse=True)
set_log_level("warning")
update_formatter()
"""
        + FOREIGN.format(name="'streamlit.early'")
        + "get_logger('streamlit.late')\n"
        + FOREIGN.format(name="'streamlit.late'")
    )
    lines = logged(program, configure="")
    check_foreign(lines[:7], "streamlit.early")
    check_foreign(lines[7:], "streamlit.late")


def test_what_a_page_dies_of_is_told_without_its_words():
    (line,) = logged(
        """
        from streamlit.error_util import handle_uncaught_app_exception
        try:
            raise ValueError("SECRET")
        except ValueError as error:
            failure = error
        from unittest.mock import patch
        with patch("streamlit.error_util.show_uncaught_app_exception"):
            handle_uncaught_app_exception(failure)
        """
    )
    assert (line["logger"], line["error"]) == ("streamlit.error_util", "ValueError")


SERVER = """
import asyncio, contextlib, uvicorn
from starlette.applications import Starlette
from starlette.routing import Route

async def fails(request):
    raise ValueError("SECRET")

@contextlib.asynccontextmanager
async def lifespan(app):
    {lifespan}
    yield

app = Starlette(routes=[Route("/", fails)], lifespan=lifespan)
server = uvicorn.Server(uvicorn.Config(app, port=0{before}))
{after}

async def main():
    serving = asyncio.create_task(server.serve())
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    if server.started:
        port = server.servers[0].sockets[0].getsockname()[1]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /?SECRET HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n")
        await reader.read()
    server.should_exit = True
    await serving

try:
    asyncio.run(main())
except SystemExit:
    pass
"""


def test_uvicorns_loggers_hold_to_it_set_up_before_or_after():
    first = logged(SERVER.format(lifespan="pass", before="", after=""))
    second = logged(SERVER.format(lifespan="pass", before="", after="log.configure()"), configure="")
    for lines in (first, second):
        assert {line["logger"] for line in lines} == {"uvicorn.error", "uvicorn.access"}
        (failed,) = (line for line in lines if line["level"] == "error")
        assert (failed["message"], failed["error"]) == ("Exception in ASGI application", "ValueError")
        assert failed["at"][-1].endswith(" fails")


def test_a_server_that_cannot_start_tells_the_type_and_place_of_what_stopped_it():
    lines = logged(SERVER.format(lifespan="raise ValueError('SECRET')", before="", after=""))
    failed = next(line for line in lines if line["level"] == "error")
    assert failed["error"] == "ValueError"
    assert failed["at"][-1].endswith(" lifespan")


def test_asyncio_tells_neither_a_failed_tasks_words_nor_a_callbacks_arguments():
    lines = logged(
        """
        import asyncio, gc

        async def fails():
            raise ValueError("SECRET")

        def called(words):
            raise ValueError(words)

        async def main():
            task = asyncio.create_task(fails())
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            del task
            gc.collect()
            asyncio.get_running_loop().call_soon(called, "SECRET")
            await asyncio.sleep(0)

        asyncio.run(main())
        """
    )
    assert [line["message"] for line in lines] == ["Task exception was never retrieved", "Exception in callback called"]
    assert [line["error"] for line in lines] == ["ValueError", "ValueError"]


def test_warnings_and_whatever_nobody_catches_are_lines_too():
    lines = logged(
        """
        import threading, warnings

        def work():
            raise ValueError("SECRET")

        class Odd:
            def __del__(self):
                raise TypeError("SECRET")

        warnings.warn("SECRET", UserWarning)
        for target in (work, lambda: exit(3)):
            thread = threading.Thread(target=target, name="worker")
            thread.start()
            thread.join()
        Odd()
        raise KeyError("SECRET")
        """
    )
    assert [line["event"] for line in lines] == ["warning", "uncaught", "uncaught", "uncaught"]
    assert (lines[0]["category"], lines[0]["level"]) == ("UserWarning", "warning")
    assert [line["error"] for line in lines[1:]] == ["ValueError", "TypeError", "KeyError"]
    assert lines[1]["thread"] == "worker"


def test_many_threads_write_whole_lines():
    lines = logged(
        """
        import threading

        def work(n):
            for m in range(200):
                log.event("step", thread=n, number=m, filler="x" * 200)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        """
    )
    assert len({(line["thread"], line["number"]) for line in lines}) == 1600


def test_what_cannot_be_written_is_lost_and_stops_nothing():
    (line,) = logged(
        """
        import logging, os

        class Odd(Exception):
            def __str__(self):
                raise TypeError("SECRET")

        try:
            raise Odd
        except Odd:
            logging.getLogger("some.package").error("It failed for %s", "SECRET")
        kept = os.dup(2)
        os.close(2)
        log.event("lost")
        os.dup2(kept, 2)
        log.event("found", value=Odd())
        """
    )
    assert (line["event"], line["value"]) == ("found", "Odd")
