"""The conflict centre: what two desks wrote differently, side by side, and a person's decision.

A page of the Sync centre: the main window hands it in, for panels never import panels.
"""
