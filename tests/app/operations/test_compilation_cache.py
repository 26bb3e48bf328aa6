"""Compiled code on disk, in a process of its own: JAX takes its settings once."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PROGRAM = """
import jax, jax.numpy as jnp
from app.operations.compilation_cache import keep_compiled_code
folder = keep_compiled_code()
print((folder / "undated-cache").exists())
def doubled():
    jax.clear_caches()
    return float(jax.jit(lambda x: x + x)(jnp.float32(21)))
print(doubled())
kept = [file for file in folder.iterdir() if file.name.endswith("-cache")]
print(len(kept) > 0)
for file in kept:
    file.write_bytes(b"damaged")
print(doubled())
"""


@pytest.mark.slow
def test_it_is_kept_within_its_limit_and_damage_is_passed_over(tmp_path):
    (tmp_path / "undated-cache").write_bytes(b"left by a crash")
    settings = {"UNROLLED_CACHE": str(tmp_path), "UNROLLED_MAX_CACHE_MB": "10", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["False", "42.0", "True", "42.0"], done.stderr
    assert "Error writing" not in done.stderr
