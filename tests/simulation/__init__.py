"""Whole clinics in virtual time: desks, a server model and a network that fails on purpose."""
