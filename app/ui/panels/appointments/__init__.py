"""The Appointments panel: the day as a calendar and as a list, booking, the status flow.

Lives here: what staff see and do with visits. May import: live, models, widgets, theme. Why: the
day's schedule is the screen a front desk looks at from morning to evening.
"""
