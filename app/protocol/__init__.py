"""What desktop and server say to each other.

Lives here: messages, the codec between records and their wire form, the three-way merge. May
import: domain, msgspec. Why: one set of types on both ends cannot drift apart.
"""
