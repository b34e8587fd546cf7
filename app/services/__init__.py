"""Use cases of the front desk, one module per noun.

Lives here: plain functions that run whole on a database thread and write only through a unit of
work. May import: domain (ports included), protocol, interop, settings. Why: a rule that stands
here holds for the window, the command line and the import alike.
"""
