"""The only place that builds long-lived objects and hands them to each other.

Lives here: one module per way of running (window, no window, server). May import: every room below
it. Why: whoever wants to know what the program is made of at run time finds it in one place.
"""
