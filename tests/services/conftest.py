"""A real encrypted store for the use cases."""

from tests.storage.conftest import clock, store

__all__ = ["clock", "store"]
