"""The Reports panel."""
