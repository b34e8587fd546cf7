"""The SQLCipher driver. It has no type information, so it is `Any` to the type checker."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

driver: Any = import_module("sqlcipher3.dbapi2")

# The driver binds these as they are, but first looks in vain for how to adapt them, which takes
# 950 ns a value (a text or a number: 20). Told how, it takes 100; a patient's row has twenty.
ADAPTERS: dict[type, Callable[[Any], object]] = {
    bytes: bytes.__bytes__,
    bool: int,
    type(None): dict[None, None]().get,
}
"""What a value becomes that the driver does not know by itself: the same value."""

for _kind, _same in ADAPTERS.items():
    driver.register_adapter(_kind, _same)
