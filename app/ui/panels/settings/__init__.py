"""The Settings panel: how the signed-in person likes their desk, and what the clinic has decided.

Lives here: its two pages. May import: widgets, theme, models and live, no other panel.
"""
