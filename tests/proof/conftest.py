"""What the proofs share: browsers whose connections are closed when the test ends."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from tests.proof.writers import Writer, make_writer


@pytest.fixture
def new_writer(engine: Engine) -> Iterator[Callable[[int, str], Writer]]:
    """Sign a reporting lead of Denmark in at the server on this port: `new_writer(port, name)`."""
    made: list[Writer] = []

    def make(port: int, name: str = "Lead") -> Writer:
        made.append(make_writer(engine, port, name))
        return made[-1]

    yield make
    for writer in made:
        writer.close()
