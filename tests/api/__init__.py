"""Tests of the desk's client: against the real server, and against a socket that misbehaves."""
