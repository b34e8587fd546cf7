"""A user's identifier belongs to one sign-in of the clinic; whoever took another's loses it."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TWINS = """
    SELECT c.tenant_id, c.username, row_number() OVER (
        PARTITION BY c.tenant_id, c.user_id
        ORDER BY CASE c.role WHEN 'admin' THEN 0 WHEN 'front_desk' THEN 2 ELSE 1 END,
            lower(coalesce(u.username, '')) = c.username DESC, c.is_active DESC, c.username
    ) AS place
    FROM credential AS c
    LEFT JOIN "user" AS u ON u.tenant_id = c.tenant_id AND u.id = c.user_id
"""


def upgrade() -> None:
    """Of several sign-ins with one identifier the one with most rights keeps it: a code from the
    front desk could bring in nobody above it. The others end and get an identifier of their own."""
    # The owner is behind the policies too: they rest while all tenants' rows are seen.
    for table in ("credential", "user"):
        op.execute(f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY')
    op.execute(
        "UPDATE credential AS c SET user_id = gen_random_uuid(), is_active = false, "
        f"role_version = c.role_version + 1 FROM ({TWINS}) AS t WHERE t.place > 1 "
        "AND t.tenant_id = c.tenant_id AND t.username = c.username"
    )
    for table in ("credential", "user"):
        op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    op.execute(
        "ALTER TABLE credential ADD CONSTRAINT one_credential_per_user UNIQUE (tenant_id, user_id)"
    )
