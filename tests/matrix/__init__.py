"""The matrix of security proofs: each row tries to break what the design promises, and counts."""
