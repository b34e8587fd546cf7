"""The Patients panel: list, side panel and form.

Lives here: what staff see and do with patients. May import: live, models, widgets, theme. Why:
finding the right person and correcting their data is half of the front desk's day.
"""
