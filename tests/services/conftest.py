"""A real encrypted store for the use cases."""

from tests.storage.conftest import clock, store
from tests.sync.conftest import new_desk, server, template

__all__ = ["clock", "new_desk", "server", "store", "template"]
