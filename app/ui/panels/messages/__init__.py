"""The Messages panel: conversations with patients and inside the clinic.

What is written here stays in the clinic; calls, letters and texts are noted with their outcome.
"""
