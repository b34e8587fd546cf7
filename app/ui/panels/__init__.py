"""One folder per panel of the rail.

Lives here: appointments and patients. May import: live, models, widgets, theme; never another
panel. Why: a panel can be read, changed and tested alone.
"""
