"""Timings of the program as ratios to a floor measured in the same run.

A floor is the least work anybody could do for the same result (raw SQL on the same file, an empty
window, COPY into PostgreSQL). Absolute times do not carry over to another computer; ratios do. The
room may import bootstrap and everything below it, and the bare libraries its floors are made of.
"""
