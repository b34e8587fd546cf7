"""The Documents panel: what is filed about patients, looked at, added, replaced and archived."""
