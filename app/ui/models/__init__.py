"""Item models between live data and the views.

Lives here: windowed table models and the search results. May import: live's frozen values, the
theme, Qt. Why: a list of a hundred thousand patients holds identifiers and a few pages only.
"""
