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
    "app.security.device_key",
    "app.domain.record_permissions", "app.storage.desk_proof", "app.storage.audit_reading",
    "app.live.access", "app.services.seeing", "app.services.record_lists",
)  # fmt: skip
"""The trail, the keys, the roles, and who is shown what of whom."""
TESTS = (
    "tests/security", "tests/domain/test_permissions.py", "tests/storage/test_audit.py",
    "tests/storage/test_audit_reading.py", "tests/storage/test_row_proof.py",
    "tests/storage/test_bulk.py",
    "tests/storage/test_gatekeeper.py", "tests/storage/test_desk_proof.py",
    "tests/storage/test_gatekeeper_signs.py", "tests/storage/test_audit_known.py",
    "tests/storage/test_gatekeeper_touches.py",
    "tests/domain/test_access.py", "tests/bootstrap/test_anchoring.py",
    "tests/domain/test_audit_words.py", "tests/storage/test_courses.py",
    "tests/bootstrap/test_members.py", "tests/bootstrap/test_rotating.py",
    "tests/bootstrap/test_leasing.py", "tests/bootstrap/test_exporting.py",
    "tests/storage/test_as_left.py", "tests/bootstrap/test_checkpoints.py",
    "tests/bootstrap/test_proving.py", "tests/bootstrap/test_head_keeper.py",
    "tests/bootstrap/test_verifying.py", "tests/matrix/test_row_07_audit_tamper.py",
    "tests/matrix/test_row_09_roles.py",
    "tests/live/test_access.py", "tests/live/test_audited_cache.py",
    "tests/services/test_seeing.py", "tests/services/test_record_lists.py",
)  # fmt: skip
EQUIVALENT: dict[str, str] = {
    "app.bootstrap.anchoring:: another test in if TYPE_CHECKING:": (
        "the import serves the type checker; carried out, it changes nothing"
    ),
    "app.security.audit_anchor:AnchorSlot.get: another value in b''": (
        "what stands there has no number and counts as no anchor, too"
    ),
    "app.security.lease:_decode: another value in True": (
        "the text is written anew and compared right after: junk in it is found there"
    ),
    "app.security.lease:_unpack: without raise ValueError": (
        "what is no object is refused one step on, where its fields are asked for, as forged too"
    ),
    "app.security.lease:_unpack: another value in 'dict[str, Any]'": (
        "the name of a type, for the type checker: cast does nothing with it"
    ),
    "app.storage.gatekeeper:: another value in 'dict[str, Any]'": (
        "the name of a type, for the type checker: cast does nothing with it"
    ),
    "app.storage.audit_reading:: another value in 'T'": (
        "what a type variable is called is for the type checker; nothing asks for it"
    ),
    "app.live.access:: another value in 'T'": (
        "what a type variable is called is for the type checker; nothing asks for it"
    ),
    "app.services.record_lists:list_ids: another op in not words or not listed": (
        "of nothing that is listed nothing is found by words either, only later"
    ),
    "app.services.record_lists:: another value in 'R'": (
        "what a type variable is called is for the type checker; nothing asks for it"
    ),
    "app.services.record_lists:patient_of: another value in 'PatientId'": (
        "the name of a type, for the type checker: cast does nothing with it"
    ),
    "app.storage.gatekeeper:Gatekeeper._scope: another value in return Scope.OTHER": (
        "asked is only whether it is one's own: nothing at all and somebody else's are answered "
        "alike"
    ),
    "app.security.passphrase:: another value in ''": (
        "no name is given: one of a single letter is as little looked for, only three or more are"
    ),
    "app.security.join_code:parse_join_code: another ops in set(compact) <= set(ALPHABET)": (
        "26 characters are never all 32 letters: a part of them is always less than all"
    ),
    "app.security.slot_changes:read_code: another ops in set(compact) <= set(ALPHABET)": (
        "26 characters are never all 32 letters: a part of them is always less than all"
    ),
    "app.security.keyslots:create_slots: another value in b''": (
        "seal and MAC of a new file: signing it, a line later, puts both in anew"
    ),
    "app.security.join_code:open_clinic_key: another value in b''": (
        "stands for no key and is refused for its length, which is not 32 either way"
    ),
    "app.security.password_hash:: another value in 'nobody has this key'": (
        "hashed only to take as long where nothing is kept: what it says opens nothing"
    ),
    "app.security.pin_policy:_reads_as_date: another value in 2000": (
        "only the length of the written date counts, and every year has four digits"
    ),
    "app.security.pin_policy:_reads_as_date: another value in 1": (
        "only the length of the written date counts, and %d and %m always have two digits"
    ),
    "app.security.attempts:Attempts._write_file: another value in 1": (
        "an error without a number is trouble: every number but those of a full disk means that"
    ),
    "app.security.attempts:Attempts._alone: another value in 1": (
        "an error without a number is trouble: every number but those of a full disk means that"
    ),
    "app.storage.audit:: another value in 2000": (
        "how many rows are read at once: one more gives the same answer"
    ),
    "app.storage.desk_proof:: another value in 2000": (
        "how many rows are read at once: one more gives the same answer"
    ),
    "app.storage.row_proof:: another value in 5000": (
        "how many rows are read at once: one more gives the same answer"
    ),
    "app.storage.audit:: another value in '_Told'": (
        "what the type is called in memory is written and shown nowhere"
    ),
    "app.storage.audit:AuditTrail.add_created: another value in b''": (
        "begin has set the state a line before: what stands in for none is never used"
    ),
    "app.storage.audit:_has_kinds: another value in True": (
        "its one caller cuts the row to the number of columns just before"
    ),
    "app.storage.desk_proof:DeskProof._load: another value in 0": (
        "a count that does not fit is written as unfit, whatever it comes to, and read as none"
    ),
}
"""Title of a mistake → why the program does the same with it."""
