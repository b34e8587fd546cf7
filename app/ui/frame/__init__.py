"""The frame around the panels: rail, top bar, search box, sync pill, banner, import.

Lives here: what stays on screen whichever panel is open. May import: live, models, widgets,
theme. Why: the connection's state and the search box are always in the same place.
"""
