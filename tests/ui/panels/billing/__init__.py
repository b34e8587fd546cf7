"""Tests of the Billing panel."""
