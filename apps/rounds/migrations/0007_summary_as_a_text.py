"""The report's summary becomes a text like the others: with a version, a history and marks.

Those that stand are moved, of adopted reports too, whose published versions say the same as before. One that is just
being corrected gets its summary without an event: it is none of the correction's changes.
"""

from django.db import migrations, models

_INSERT = """
INSERT INTO rounds_comment (municipality_id, board_id, round_id, service_area_id, topic, heading, text, cause, action,
    text_is_rich, cause_is_rich, action_is_rich, position)
SELECT r.municipality_id, r.board_id, r.id, a.id, 'summary', '', r.summary, '', '', false, false, false, 0
FROM rounds_round AS r JOIN organisation_servicearea AS a ON a.board_id = r.board_id AND a.parent_id IS NULL
WHERE r.summary <> '' AND r.correction_state {}
"""
MOVE_SUMMARIES = [
    "ALTER TABLE rounds_comment DISABLE TRIGGER followup_guard_insert",
    _INSERT.format("= ''"),
    "SET CONSTRAINTS ALL IMMEDIATE",  # a table with checks that are still to be made can't be altered
    "ALTER TABLE rounds_comment DISABLE TRIGGER pgtrigger_insert_insert_377bd",
    _INSERT.format("<> ''"),
    "SET CONSTRAINTS ALL IMMEDIATE",
    "ALTER TABLE rounds_comment ENABLE TRIGGER pgtrigger_insert_insert_377bd",
    "ALTER TABLE rounds_comment ENABLE TRIGGER followup_guard_insert",
]
GUARD_ROUND = """
DROP TRIGGER followup_guard_round ON rounds_round;
CREATE OR REPLACE FUNCTION followup_guard_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rapporten för % T% är fastställd. Dess beslut ändras inte.', OLD.year, OLD.tertial
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER followup_guard_round BEFORE UPDATE ON rounds_round FOR EACH ROW
WHEN (OLD.state = 'adopted' AND NEW.state = 'adopted' AND
      (OLD.source_title, OLD.decision_date, OLD.decision_paragraph, OLD.case_number)
      IS DISTINCT FROM (NEW.source_title, NEW.decision_date, NEW.decision_paragraph, NEW.case_number))
EXECUTE FUNCTION followup_guard_round();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0009_sign_rule'),
        ('rounds', '0006_stored_counts'),
        ('followup', '0006_own_tables'),  # whose triggers guard what is adopted
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='comment',
            name='comment_topic_known',
        ),
        migrations.AlterField(
            model_name='comment',
            name='topic',
            field=models.CharField(choices=[('operating', 'drift'), ('investment', 'investering'), ('forecast', 'prognos'), ('staff', 'personal'), ('event', 'händelse'), ('quality', 'kvalitet'), ('summary', 'sammanfattning')], max_length=12, verbose_name='ämne'),
        ),
        migrations.AlterField(
            model_name='commentevent',
            name='topic',
            field=models.CharField(choices=[('operating', 'drift'), ('investment', 'investering'), ('forecast', 'prognos'), ('staff', 'personal'), ('event', 'händelse'), ('quality', 'kvalitet'), ('summary', 'sammanfattning')], max_length=12, verbose_name='ämne'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('topic__in', ['operating', 'investment', 'forecast', 'staff', 'event', 'quality', 'summary'])), name='comment_topic_known'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('topic', 'summary'), _negated=True), models.Q(('action', ''), ('cause', ''), ('heading', '')), _connector='OR'), name='comment_summary_is_one_text'),
        ),
        migrations.RunSQL(MOVE_SUMMARIES, migrations.RunSQL.noop),
        migrations.RunSQL(GUARD_ROUND, migrations.RunSQL.noop),
        migrations.RemoveField(
            model_name='round',
            name='summary',
        ),
    ]
