"""The real server for the tests of this folder."""

from __future__ import annotations

from tests.server_fixtures import clinic, databases, other_desk, postgres, server

__all__ = ["clinic", "databases", "other_desk", "postgres", "server"]
