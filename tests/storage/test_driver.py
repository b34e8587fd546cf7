"""What the driver is told about values changes none of them."""

from __future__ import annotations

import pytest

from app.bench.bare import bare_driver
from app.storage.driver import ADAPTERS, driver

VALUES = [None, b"", b"\x00\xff" * 8, True, False, 0, -(2**63), 1.5, "", "Zoë", bytearray(b"ab")]


def stored(value: object) -> object:
    raw = driver.connect(":memory:")
    try:
        return raw.execute("SELECT ?, typeof(?1)", (value,)).fetchone()
    finally:
        raw.close()


@pytest.mark.parametrize("value", VALUES)
def test_value_is_stored_as_the_bare_driver_stores_it(value: object) -> None:
    with bare_driver():
        assert not ADAPTERS.keys() & {kind for kind, _ in driver.adapters}
        bare = stored(value)
    assert ADAPTERS.keys() <= {kind for kind, _ in driver.adapters}
    assert stored(value) == bare
