"""The Care plans panel: what patient and clinic set out to do, with goals, steps and people."""
