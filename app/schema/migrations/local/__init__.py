"""The history of the desk's encrypted database."""
