"""The Audit log panel: what was done at this desk, by whom, and the proof that it is whole.

Lives here: the list of events, its filters, one event in full, and the review of broken glass.
May import: live, models, widgets, theme. Why: a trail nobody can read protects nobody.
"""
