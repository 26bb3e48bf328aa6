"""Compiled code on disk, in a process of its own: JAX takes its settings once."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROGRAM = """
import jax, jax.numpy as jnp
from app.operations.compilation_cache import keep_compiled_code
folder = keep_compiled_code()
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


def test_it_is_kept_within_its_limit_and_damage_is_passed_over(tmp_path):
    settings = {"UNROLLED_CACHE": str(tmp_path), "UNROLLED_MAX_CACHE_MB": "10", "JAX_PLATFORMS": "cpu"}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", PROGRAM],
        cwd=ROOT,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["42.0", "True", "42.0"], done.stderr
