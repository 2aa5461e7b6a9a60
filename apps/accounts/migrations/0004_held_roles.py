"""Which roles someone holds today is a view: their own, those they substitute in, and the municipality's boards.

A substitution is of the membership's own board and person.
"""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key

FORWARD = """
ALTER TABLE accounts_substitution ADD CONSTRAINT accounts_substitution_absent_has_the_role
    FOREIGN KEY (membership_id, absent_id) REFERENCES accounts_membership (id, user_id) DEFERRABLE INITIALLY DEFERRED;
CREATE VIEW accounts_heldrole AS
SELECT 'm' || m.id AS id, m.user_id, m.board_id, m.role, m.id AS membership_id,
    NULL::bigint AS absent_id, NULL::date AS ends_on
FROM accounts_membership AS m
UNION ALL
SELECT 's' || s.id, s.substitute_id, s.board_id, m.role, m.id, s.absent_id, s.ends_on
FROM accounts_substitution AS s JOIN accounts_membership AS m ON m.id = s.membership_id
WHERE (now() AT TIME ZONE 'Europe/Stockholm')::date BETWEEN s.starts_on AND s.ends_on
UNION ALL
SELECT 'k' || a.id || '-' || b.id, a.user_id, b.id, 'administrator', NULL::bigint, NULL::bigint, NULL::date
FROM accounts_municipalityadministrator AS a JOIN organisation_board AS b ON b.municipality_id = a.municipality_id;
"""
BACKWARD = """
DROP VIEW accounts_heldrole;
ALTER TABLE accounts_substitution DROP CONSTRAINT accounts_substitution_absent_has_the_role;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_substitutes_and_municipality_administrators")]

    operations = [
        build_composite_foreign_key("accounts_substitution", ("membership_id", "board_id"), "accounts_membership"),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
