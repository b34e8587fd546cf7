"""One file per step; each is frozen once released and imports no living declaration."""
