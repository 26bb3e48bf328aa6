"""The kind of machine that numbers come from, written, read and compared."""

from __future__ import annotations

import dataclasses
import platform

import jax
import pytest

from rnn_core.settings.machine import MachineError, difference, here, parting, read, this_machine
from rnn_core.settings.task_names import DATA_FROM, TASK_TITLES


def test_a_machine_is_read_as_it_was_written() -> None:
    assert read(here().write()) == here()
    assert here().jax == jax.__version__


@pytest.mark.parametrize(
    "written", ["", "a,b", "a,b,c,d,", "a,b,c,d", "a,b,c,d,e,f,g,h", "a,b,c,d,\n", f"a,b,c,d,{'e' * 61}"]
)
def test_nothing_else_is_read(written: str) -> None:
    with pytest.raises(MachineError, match="cannot be read"):
        read(written)


def test_only_what_differs_is_said() -> None:
    now = here()
    assert difference(now, now) == ""
    said = difference(dataclasses.replace(now, devices="one", jax="0.9.9"), dataclasses.replace(now, devices="several"))
    assert "XLA's devices (one there, several here), JAX (0.9.9 there, " in said
    assert "jaxlib" not in said
    assert said.count(".") == said.count("0.9.9") * 2 + now.jax.count(".") + 3


def test_a_task_whose_data_come_with_a_package_carries_its_version() -> None:
    """A link to another Python's own library trains on another text; a synthetic task does not depend on Python."""
    written = this_machine("stdlib_code")
    assert written == f"{this_machine('adding')},Python {platform.python_version()}"
    assert parting(written) == ""
    said = parting(written.replace(platform.python_version(), "3.9.1"))
    assert said.startswith("This task's data come with Python 3.9.1 there, and with Python 3.1")
    assert "another kind of machine" not in said
    assert parting(written.replace("Python", "Nobody's package")) == ""


def test_every_package_that_data_come_with_is_known() -> None:
    assert set(DATA_FROM) < set(TASK_TITLES)
    for task in DATA_FROM:
        assert not this_machine(task).endswith("is missing")
        assert parting(this_machine(task)) == ""


def test_a_record_of_before_is_compared_in_what_it_has() -> None:
    old = ",".join(this_machine().split(",")[:5])
    assert parting(old) == ""
    assert "optax" in difference(dataclasses.replace(here(), optax="0.1"), here())


def test_a_record_from_outside_is_said_of_in_a_sentence_or_not_at_all() -> None:
    assert parting("") == parting(this_machine()) == ""
    assert parting("nonsense") == "The description of the machine cannot be read. We left it out."
    assert parting(dataclasses.replace(here(), numpy="1.0").write()).startswith(
        "This comes from another kind of machine"
    )
