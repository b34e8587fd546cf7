"""Small parts that panels are built from: buttons, chips, cards, fields, toasts.

Lives here: widgets that know the theme but no patient and no database. May import: the theme and
Qt. Why: every panel looks and behaves alike, also for the keyboard and the screen reader.
"""
