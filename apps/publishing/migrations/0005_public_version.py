"""What the public reads is a view: the latest re-issue of a publication, else the publication itself.

Re-issues and withheld figures are as immutable as publications, and belong to the publication's own board.
"""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key

FORWARD = """
CREATE VIEW publishing_publicversion AS
SELECT p.id, p.municipality_id, p.board_id, p.round_id, p.version,
    coalesce(r.report, p.report) AS report, coalesce(r.sha256, p.sha256) AS sha256,
    coalesce(r.headline, p.headline) AS headline, p.reason, p.decision_date, p.decision_paragraph, p.case_number,
    p.published_at, r.reissued_at, coalesce(r.reason, '') AS reissue_reason,
    coalesce(jsonb_array_length(r.hidden), 0) AS hidden, p.sha256 AS sealed_sha256
FROM publishing_publication AS p
LEFT JOIN publishing_reissue AS r ON r.publication_id = p.id
    AND r.number = (SELECT max(number) FROM publishing_reissue WHERE publication_id = p.id);
CREATE TRIGGER reissue_immutable BEFORE UPDATE OR DELETE ON publishing_reissue
    FOR EACH ROW EXECUTE FUNCTION publishing_publication_is_immutable();
CREATE TRIGGER withheld_immutable BEFORE UPDATE OR DELETE ON publishing_withheldfigures
    FOR EACH ROW EXECUTE FUNCTION publishing_publication_is_immutable();
"""
BACKWARD = """
DROP TRIGGER withheld_immutable ON publishing_withheldfigures;
DROP TRIGGER reissue_immutable ON publishing_reissue;
DROP VIEW publishing_publicversion;
"""


class Migration(migrations.Migration):
    dependencies = [("publishing", "0004_reissue")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        build_composite_foreign_key("publishing_reissue", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("publishing_reissue", ("publication_id", "board_id"), "publishing_publication"),
        build_composite_foreign_key("publishing_withheldfigures", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("publishing_withheldfigures", ("publication_id", "board_id"), "publishing_publication"),
    ]
