"""Tests of the server against a real PostgreSQL and over a real socket."""
