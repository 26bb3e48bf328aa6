"""The kind of machine that numbers come from, written, read and compared."""

from __future__ import annotations

import dataclasses

import jax
import pytest

from rnn_core.settings.machine import MachineError, difference, here, parting, read, this_machine


def test_a_machine_is_read_as_it_was_written() -> None:
    assert read(here().write()) == here()
    assert here().jax == jax.__version__


@pytest.mark.parametrize("written", ["", "a,b", "a,b,c,d,", "a,b,c,d,e,f", "a,b,c,d,\n", f"a,b,c,d,{'e' * 41}"])
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


def test_a_record_from_outside_is_said_of_in_a_sentence_or_not_at_all() -> None:
    assert parting("") == parting(this_machine()) == ""
    assert parting("nonsense") == "The description of the machine cannot be read. We left it out."
    assert parting(dataclasses.replace(here(), numpy="1.0").write()).startswith(
        "This comes from another kind of machine"
    )
