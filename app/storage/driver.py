"""The SQLCipher driver. It has no type information, so it is `Any` to the type checker."""

from __future__ import annotations

from importlib import import_module
from typing import Any

driver: Any = import_module("sqlcipher3.dbapi2")
