"""The Billing panel: accounts and their entries, today's money, the cash drawer and the day's end.

Like every panel it imports no other panel; rules are in domain and services, read through live.
"""
