"""Which modules get mistakes, which tests see them, and which mistakes change nothing."""

from __future__ import annotations

MODULES = (
    "app.storage.audit", "app.storage.row_proof", "app.storage.gatekeeper",
    "app.security.audit_signer", "app.security.audit_anchor", "app.bootstrap.anchoring",
    "app.domain.permissions", "app.domain.access", "app.domain.audit",
    "app.security.passphrase", "app.security.sealing", "app.security.slot_keys",
    "app.security.slot_file", "app.security.slot_changes", "app.security.slot_writing",
    "app.security.keyslots", "app.security.member_slots", "app.security.pin_slots",
    "app.security.pin_policy", "app.security.attempts", "app.security.rotation",
    "app.security.lease", "app.security.head_receipt", "app.security.blob_cipher",
    "app.security.backup_key", "app.security.password_hash", "app.security.join_code",
    "app.domain.record_permissions", "app.storage.desk_proof", "app.storage.audit_reading",
)  # fmt: skip
"""The trail, the keys, the roles."""
TESTS = (
    "tests/security", "tests/domain/test_permissions.py", "tests/storage/test_audit.py",
    "tests/storage/test_audit_reading.py", "tests/storage/test_row_proof.py",
    "tests/storage/test_gatekeeper.py", "tests/storage/test_desk_proof.py",
    "tests/storage/test_gatekeeper_signs.py", "tests/storage/test_audit_known.py",
    "tests/domain/test_audit_words.py", "tests/storage/test_courses.py",
    "tests/bootstrap/test_members.py", "tests/bootstrap/test_rotating.py",
    "tests/bootstrap/test_leasing.py", "tests/bootstrap/test_exporting.py",
    "tests/storage/test_as_left.py", "tests/bootstrap/test_checkpoints.py",
    "tests/bootstrap/test_proving.py", "tests/bootstrap/test_head_keeper.py",
    "tests/bootstrap/test_verifying.py", "tests/matrix/test_row_07_audit_tamper.py",
    "tests/matrix/test_row_09_roles.py",
)  # fmt: skip
HOLDERS = {"app.domain.audit": "tests/domain/test_audit_words.py"}
"""Module of nothing but values → its tests: no line of it runs in any test."""
EQUIVALENT: dict[str, str] = {
    "app.bootstrap.anchoring:: another test in if TYPE_CHECKING:": (
        "the import serves the type checker; carried out, it changes nothing"
    ),
    "app.security.audit_anchor:AnchorSlot.get: another value in b''": (
        "what stands there has no number and counts as no anchor, too"
    ),
    "app.security.audit_anchor:AnchorKeeper.__init__: another value in 'audit-anchor'": (
        "the name of a thread is for people who look at one; nothing asks for it"
    ),
}
"""Title of a mistake → why the program does the same with it."""
