"""The day at the desk: two real windows, each in its own process, worked by name and key."""
