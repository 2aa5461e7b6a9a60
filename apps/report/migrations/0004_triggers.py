"""The database keeps the plan as it was, and refuses to change the facts of an adopted report.

A change of the plan made under ``core.plan_time.change_holds_from`` leaves the row as it was in ``followup_planhistory``.
One made without it mends a mistake: then what the history repeats of the mistake is mended too.

The facts of an adopted report change only while its correction is open, whatever writes them. A row that a printed table
states belongs to that table's report, any other to the report of its period.
"""

from django.db import migrations

from apps.core.constraints import build_composite_foreign_key

PLAN_TABLES = (
    "organisation_board",
    "organisation_servicearea",
    "goals_focusarea",
    "goals_goal",
    "goals_goal_focus_areas",
    "goals_goal_service_areas",
    "goals_indicator",
    "goals_target",
    "risks_risk",
    "risks_controlactivity",
    "budget_investmentproject",
)
PERIOD_FACTS = ("goals_outcome", "budget_operatingline", "budget_investmentline", "risks_controlresult")
ROUND_FACTS = ("goals_assessment", "rounds_comment")

KEEP_PLAN = """
CREATE FUNCTION followup_keep_plan() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holds integer := nullif(current_setting('plan.holds_from', true), '')::integer;
    passed_over text[] := ARRAY['version', 'edition', 'plan_changed_from', 'is_public', 'slug'];
    old_row jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - passed_over END;
    new_row jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - passed_over END;
    any_row jsonb := coalesce(new_row, old_row);
    key bigint := any_row->>'id';
    board bigint;
BEGIN
    IF old_row IS NOT DISTINCT FROM new_row OR (holds IS NULL AND TG_OP <> 'UPDATE') THEN
        RETURN NULL;
    END IF;
    IF TG_TABLE_NAME = 'organisation_board' THEN
        board := key;
    ELSIF any_row ? 'board_id' THEN
        board := any_row->>'board_id';
    ELSE
        SELECT board_id INTO board FROM goals_goal WHERE id = (any_row->>'goal_id')::bigint;
    END IF;
    IF holds IS NULL THEN
        UPDATE followup_planhistory AS h
        SET values = h.values || (
            SELECT coalesce(jsonb_object_agg(n.key, n.value), '{}') FROM jsonb_each(new_row) AS n
            WHERE old_row->n.key IS DISTINCT FROM n.value AND h.values->n.key IS NOT DISTINCT FROM old_row->n.key)
        WHERE h.board_id = board AND h.table_name = TG_TABLE_NAME AND h.object_id = key AND h.values IS NOT NULL;
        RETURN NULL;
    END IF;
    IF EXISTS (SELECT FROM followup_planhistory AS h WHERE h.board_id = board AND h.table_name = TG_TABLE_NAME
               AND h.object_id = key AND h.holds_until > holds) THEN
        RAISE EXCEPTION 'Det finns redan en ändring som gäller från en senare period.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    INSERT INTO followup_planhistory (board_id, table_name, object_id, holds_until, values)
    VALUES (board, TG_TABLE_NAME, key, holds, old_row) ON CONFLICT DO NOTHING;
    UPDATE organisation_board SET plan_changed_from = holds WHERE id = board AND plan_changed_from < holds;
    RETURN NULL;
END
$$;
"""

GUARD_FACTS = """
CREATE FUNCTION followup_guard_facts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    closed text;
BEGIN
    IF TG_ARGV[0] = 'round' THEN
        SELECT min(r.year || ' T' || r.tertial) INTO closed FROM touched AS f JOIN rounds_round AS r ON r.id = f.round_id
        WHERE r.state = 'adopted' AND r.correction_state <> 'open';
    ELSE
        SELECT min(found.label) INTO closed FROM (
            SELECT r.year || ' T' || r.tertial AS label FROM touched AS f JOIN rounds_round AS r
                ON r.board_id = f.board_id AND r.year = f.year AND r.tertial = f.tertial
            WHERE f.table_id IS NULL AND r.state = 'adopted' AND r.correction_state <> 'open'
            UNION ALL
            SELECT r.year || ' T' || r.tertial FROM touched AS f JOIN rounds_sourcetable AS t ON t.id = f.table_id
                JOIN rounds_round AS r ON r.id = t.round_id
            WHERE r.state = 'adopted' AND r.correction_state <> 'open') AS found;
    END IF;
    IF closed IS NOT NULL THEN
        RAISE EXCEPTION 'Rapporten för % är fastställd. Den ändras bara genom en rättelse.', closed
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NULL;
END
$$;
"""

GUARD_ROUND = """
CREATE FUNCTION followup_guard_round() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Rapporten för % T% är fastställd. Dess beslut och sammanfattning ändras inte.', OLD.year, OLD.tertial
        USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER followup_guard_round BEFORE UPDATE ON rounds_round FOR EACH ROW
WHEN (OLD.state = 'adopted' AND NEW.state = 'adopted' AND
      (OLD.summary, OLD.source_title, OLD.decision_date, OLD.decision_paragraph, OLD.case_number)
      IS DISTINCT FROM (NEW.summary, NEW.source_title, NEW.decision_date, NEW.decision_paragraph, NEW.case_number))
EXECUTE FUNCTION followup_guard_round();
"""

KEEP_SOURCE = """
CREATE FUNCTION followup_source_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Underlaget till en publicering ändras aldrig.' USING ERRCODE = 'restrict_violation';
END
$$;
CREATE TRIGGER reportsource_immutable BEFORE UPDATE OR DELETE ON followup_reportsource
    FOR EACH ROW EXECUTE FUNCTION followup_source_is_immutable();
"""


def plan_trigger(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER followup_keep_plan AFTER INSERT OR UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION followup_keep_plan()",
        f"DROP TRIGGER followup_keep_plan ON {table}",
    )


def fact_triggers(table, owner):
    """One for each way to write, as PostgreSQL wants it; an update is looked at as it was and as it becomes."""
    ways = (
        ("insert", "INSERT", "NEW TABLE"),
        ("before", "UPDATE", "OLD TABLE"),
        ("after", "UPDATE", "NEW TABLE"),
        ("delete", "DELETE", "OLD TABLE"),
    )
    for name, operation, transition in ways:
        yield migrations.RunSQL(
            f"CREATE TRIGGER followup_guard_{name} AFTER {operation} ON {table} REFERENCING {transition} AS touched "
            f"FOR EACH STATEMENT EXECUTE FUNCTION followup_guard_facts('{owner}')",
            f"DROP TRIGGER followup_guard_{name} ON {table}",
        )


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0003_plan_and_sources"),
        ("organisation", "0003_plan_changed_from"),
        ("goals", "0002_same_owner"),
        ("budget", "0002_same_owner"),
        ("risks", "0002_same_owner"),
        ("rounds", "0002_same_owner"),
    ]

    operations = [
        build_composite_foreign_key("followup_reportsource", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("followup_reportsource", ("round_id", "board_id"), "rounds_round"),
        build_composite_foreign_key("followup_correctedplanrow", ("board_id", "municipality_id"), "organisation_board"),
        build_composite_foreign_key("followup_correctedplanrow", ("round_id", "board_id"), "rounds_round"),
        migrations.RunSQL(KEEP_PLAN, "DROP FUNCTION followup_keep_plan()"),
        *(plan_trigger(table) for table in PLAN_TABLES),
        migrations.RunSQL(GUARD_FACTS, "DROP FUNCTION followup_guard_facts()"),
        *(trigger for table in PERIOD_FACTS for trigger in fact_triggers(table, "period")),
        *(trigger for table in ROUND_FACTS for trigger in fact_triggers(table, "round")),
        migrations.RunSQL(
            GUARD_ROUND,
            "DROP TRIGGER followup_guard_round ON rounds_round; DROP FUNCTION followup_guard_round()",
        ),
        migrations.RunSQL(
            KEEP_SOURCE,
            "DROP TRIGGER reportsource_immutable ON followup_reportsource; DROP FUNCTION followup_source_is_immutable()",
        ),
    ]
