"""Clinic Desk: front-desk software for outpatient clinics, offline first, encrypted, in sync.

Each room below (a package with a docstring of its own) may import only rooms on lower floors;
README.md draws them, import-linter checks them.
"""
