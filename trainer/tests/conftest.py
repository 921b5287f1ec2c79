import os

# Before anything imports Triton, whose own functions are compiled or interpreted by what this says then.
os.environ["TRITON_INTERPRET"] = "1"

import pytest

from trainer.tests.writing import real_documents, write_shards  # noqa: E402


@pytest.fixture(scope="session")
def shards_folder(tmp_path_factory):
    """Shards of real text with held-out text of two sources."""
    documents = real_documents()
    held_out = {"code": documents[::20], "text": documents[1::20]}
    training = [d for i, d in enumerate(documents) if i % 20 > 1]
    return write_shards(tmp_path_factory.mktemp("shards") / "real", training, held_out)
