"""What ``test_vocabulary.py`` holds names against. The words themselves are explained in CONTRIBUTING.md, “Words”."""

# Word in a name -> what to write in its place.
BANNED_WORDS = {
    "told": "what it is: shown, reported, known, the other statement",
    "stands": "what holds: stored, valid, current",
    "standing": "the state, or the stored row",
    "asked": "the request, the query, the question",
    "said": "the message, the text, the stated value",
    "beside": "cell_feedback, other, adjacent",
    "left": "remaining (of work); left only of what is opposite of right",
    "ball": "next_actor",
    "seats": "participants",
    "kept": "cached, stored",
    "faces": "published_reports, public pages",
    "word": "text, label, code, term; word only of a text's words",
    "words": "texts, labels, codes, terms; words only of a text's words",
    "frame": "header (of a page), area_tree",
    "wire": "payload",
}

# Names that have such a word in its plain sense -> the modules where they may ("" is everywhere).
TRUE_SENSES: dict[str, tuple[str, ...]] = {
    "X_FRAME_OPTIONS": ("apps.config.settings",),  # Django's name for it
    "left_at": ("",),  # the day when a board left its address
    "person_words": ("",),
    "is_person_word": ("",),
    "_WORD_PATTERN": ("apps.goals.person_words",),
    # a word of a text that a person has written
    "word": (
        "apps.checks.comments",
        "apps.core.lights",
        "apps.entry.values",
        "apps.goals",
        "apps.imports.ledgers",
        "apps.imports.report_format",
        "apps.publishing.suppression.text_redaction",
    ),
    # the same, and a target in words, which is a field of the API
    "words": (
        "apps.entry.values",
        "apps.goals",
        "apps.imports.ledgers",
        "apps.imports.report_format",
        "apps.publishing.records.shapes",
        "apps.publishing.suppression.text_redaction",
        "apps.report.measures",
    ),
}

# Ends in -ing and is a thing, or a room's name.
GERUND_MODULES = {
    "mapping": "which of the board's areas and kinds a ledger's accounts are",
    "planning": "the room of the administrator's plan",
    "publishing": "the room of publications",
    "reporting": "the pages under /rapportera/",
}

# The first word of a function at a module's top: what it does, or the question that it answers.
_VERBS = """
add adopt answer apply approve arrange assemble assign backfill begins bind build call can change check choose
clean clear collect compare complete compute convert copy correct count create decide decode decompress delete
describe detect discard download draw drop dump edit encode end enter escape explain extract fetch fill filter
find finish fit fits forget format freeze get group guard guess halt handle has hash hide index insert
interpret is issue iter join judge key launch limit list load lock log looks make map mark mask matches may
measure merge move mute needs negotiate normalise normalize number omit open pair parse pick plan prepare
preview propose publish quote rank read rebuild record redact redirect refuse rejudge remove rename render
replace requeue require reset resolve respond restore retire return revoke rewrite round run save scale select
send serve set share show solve sort split start starts stop store stream strip submit suggest sum summarise
summarize suppress suspend sync take tidy touch track translate trim try unguard update upsert validate
withdraw wrap write
"""
VERBS = frozenset(_VERBS.split())

# Functions whose name is not ours to choose, or is syntax in a template.
_NAMES_WITHOUT_VERB = """
as_light figure_json handler400 handler403 handler404 handler500 main mnkr percent side signed_percent
signed_tkr surplus svg tkr
"""
NAMES_WITHOUT_VERB = frozenset(_NAMES_WITHOUT_VERB.split())

# A class name that is in more than one module, as the same concept is a table, a part of the report, a shape of the
# API or a row that a service takes. Which of them it is, the module says.
SHARED_CLASS_NAMES = {
    "Assessment": "table, report, API",
    "Board": "table, API",
    "Command": "Django's name for a command",
    "Comment": "table, report",
    "Control": "report, API",
    "ControlResult": "table, report",
    "FindingAnswer": "table, report",
    "FocusArea": "table, API",
    "Goal": "table, report, API",
    "Indicator": "table, report, API",
    "Municipality": "table, API",
    "OperatingLine": "table, API",
    "OperatingRow": "what the API takes, what the service takes",
    "Outcome": "table, API",
    "OutcomeRow": "what the API takes, what the service takes",
    "Publication": "table, API",
    "Risk": "table, report, API",
    "Round": "table, API",
    "ServiceArea": "table, API",
    "Target": "table, report, API",
}

# What was there when the test came: it shrinks to nothing, and nothing is added.
# `python -m tests.test_vocabulary` prints what is left of it.
NOT_YET_CLEAN: frozenset[str] = frozenset(
    line.strip()
    for line in """
    apps.accounts.roles: BALL
    apps.accounts.services: kept
    apps.accounts.services: left
    apps.accounts.services: told
    apps.api.documentation_views: told
    apps.api.entry.services: told
    apps.api.entry.views: asked
    apps.api.entry.views: told
    apps.api.file_formats: asked
    apps.api.files.shapes: told
    apps.api.files.views: asked
    apps.api.files.views: said
    apps.api.info_views: told
    apps.api.management.commands.api_contract: kept
    apps.api.management.commands.api_contract: told
    apps.api.middleware: kept
    apps.api.middleware: told
    apps.api.not_modified: told
    apps.api.openapi.contract: told
    apps.api.openapi.file_paths: told
    apps.api.openapi.paths: kept
    apps.api.openapi.paths: told
    apps.api.openapi.schemas: said
    apps.api.openapi.shared_parts: told
    apps.api.parameter_definitions: told
    apps.api.parameter_definitions: words
    apps.api.query_parameters: word
    apps.api.query_parameters: words
    apps.api.record_views: asked
    apps.api.report_views: asked
    apps.api.report_views: told
    apps.api.resources: words
    apps.api.services: told
    apps.audit.history: told
    apps.audit.services: told
    apps.charts.chart: word
    apps.charts.series: told
    apps.charts.series: word
    apps.charts.series: words
    apps.charts.variance: told
    apps.checks.base: told
    apps.checks.comments: said
    apps.checks.comments: told
    apps.checks.indicators: told
    apps.checks.operating_budget: told
    apps.checks.parts_of_totals: told
    apps.config.embedded.postmaster: words
    apps.config.embedded.programs: said
    apps.config.postgres: said
    apps.documents.template_rows: asked
    apps.documents.template_rows: told
    apps.documents.template_workbook: told
    apps.documents.template_workbook: words
    apps.entry.feedback.cell_feedback: asked
    apps.entry.feedback.changed_totals: _told
    apps.entry.feedback.changed_totals: frame
    apps.entry.feedback.changed_totals: kept
    apps.entry.feedback.changed_totals: told
    apps.entry.feedback.save_results: _totals_told
    apps.entry.feedback.save_results: standing
    apps.entry.pasted_block: left
    apps.entry.pasted_block: standing
    apps.entry.progress.area_progress: EntryCount
    apps.entry.progress.area_progress: asked
    apps.entry.progress.area_progress: told
    apps.entry.progress.remaining_work: asked
    apps.entry.progress.remaining_work: told
    apps.entry.row_names: standing
    apps.entry.services: beside
    apps.entry.services: standing
    apps.entry.services: told
    apps.entry.shapes: asked
    apps.entry.shapes: word
    apps.entry.shapes: words
    apps.entry.sheets.controls: standing
    apps.entry.sheets.expected_cost_types: _told
    apps.entry.sheets.expected_cost_types: beside
    apps.entry.sheets.expected_cost_types: told
    apps.entry.sheets.money: asked
    apps.entry.sheets.money: beside
    apps.entry.sheets.money: standing
    apps.entry.sheets.money: told
    apps.entry.sheets.outcomes: asked
    apps.entry.sheets.outcomes: standing
    apps.entry.sheets.parts: asked
    apps.entry.sheets.texts: _standing
    apps.entry.sheets.texts: asked
    apps.entry.sheets.texts: said
    apps.entry.sheets.texts: said_before
    apps.entry.sheets.texts: standing
    apps.entry.sheets.texts: told
    apps.entry.stored.events: standing
    apps.entry.stored.events: told
    apps.entry.stored.manual_edits: asked
    apps.entry.stored.manual_edits: told
    apps.entry.stored.printed_rows: standing
    apps.entry.stored.row_statements: standing
    apps.entry.stored.row_statements: told
    apps.imports.demo_reports.coverage: told
    apps.imports.demo_reports.findings: told
    apps.imports.file_loader: asked
    apps.imports.file_loader: told
    apps.imports.files.issued_templates: told
    apps.imports.files.opened_file: told
    apps.imports.ledgers.operating_sheet: left_out
    apps.imports.ledgers.operating_sheet: told
    apps.imports.ledgers.sie: said
    apps.imports.ledgers.sie: told
    apps.imports.merge.cell_decisions: asked
    apps.imports.merge.cell_decisions: told
    apps.imports.merge.changes: said
    apps.imports.merge.changes: told
    apps.imports.merge.choice_texts: told
    apps.imports.merge.merged_file: asked
    apps.imports.merge.merged_file: kept
    apps.imports.merge.merged_file: told
    apps.imports.merge.sorted_rows: told
    apps.imports.merge.write_scope: said
    apps.imports.report_format.interpretation: said
    apps.imports.report_format.raw_sheets: said
    apps.imports.report_format.records: said
    apps.imports.report_format.source_files: said
    apps.imports.report_format.validation: said
    apps.imports.report_format.workbook: said
    apps.imports.services: asked
    apps.imports.services: kept
    apps.organisation.services: left
    apps.organisation.services: told
    apps.planning.change_notes: word
    apps.planning.changes: told
    apps.publishing.comparison.facts: word
    apps.publishing.comparison.facts: words
    apps.publishing.comparison.measure_facts: beside
    apps.publishing.comparison.measure_facts: word
    apps.publishing.comparison.measure_facts: words
    apps.publishing.comparison.report_facts: beside
    apps.publishing.comparison.report_facts: word
    apps.publishing.comparison.report_facts: words
    apps.publishing.published_reports: kept
    apps.publishing.records.extraction: _said_of
    apps.publishing.records.extraction: said
    apps.publishing.records.extraction: told
    apps.publishing.records.record_fields: build_amount_fields
    apps.publishing.records.record_fields: build_indicator_fields
    apps.publishing.records.record_fields: build_light_fields
    apps.publishing.records.record_fields: build_outcome_record
    apps.publishing.records.record_fields: get_point_place
    apps.publishing.records.record_fields: iter_controls
    apps.publishing.records.report_versions: asked
    apps.publishing.records.report_versions: told
    apps.publishing.records.serialization: said
    apps.publishing.records.serialization: told
    apps.publishing.records.services: said
    apps.publishing.records.services: said_by
    apps.publishing.records.services: standing
    apps.publishing.records.services: told
    apps.publishing.records.services: word
    apps.publishing.records.services: words
    apps.publishing.services: told
    apps.publishing.suppression.protection: kept
    apps.publishing.suppression.text_redaction: left
    apps.publishing.suppression.text_redaction: stands_alone
    apps.publishing.suppression.text_redaction: told
    apps.publishing.suppression.version_suppression: told
    apps.report.corrected_plan: frame
    apps.report.corrected_plan: words
    apps.report.economy: nothing_told
    apps.report.economy: told
    apps.report.frozen_source: kept
    apps.report.highlights: told
    apps.report.highlights: words
    apps.report.investments: nothing_told
    apps.report.investments: told
    apps.report.judgements: words
    apps.report.money_lines: told
    apps.report.plan_history: word
    apps.report.source: frame
    apps.report.source_types: frame
    apps.rounds.services: said
    apps.web.board.economy.money_table: build_empty_cell
    apps.web.board.economy.money_table: told
    apps.web.board.economy.presenter: told
    apps.web.board.indicators.presenter: asked
    apps.web.board.indicators.presenter: told
    apps.web.board.indicators.presenter: words
    apps.web.board.indicators.sparkline: told
    apps.web.board.overview.presenter: left
    apps.web.board.overview.presenter: told
    apps.web.board.versions.views: frame
    apps.web.former_addresses: asked
    apps.web.former_addresses: words
    apps.web.page_cache: frame
    apps.web.page_cache: kept
    apps.web.page_cache: told
    apps.web.page_header: frame
    apps.web.reporting.before_handover.presenter: asked
    apps.web.reporting.before_handover.presenter: left
    apps.web.reporting.before_handover.presenter: told
    apps.web.reporting.before_handover.presenter: words
    apps.web.reporting.before_handover.views: asked
    apps.web.reporting.cells.cell_payloads: told
    apps.web.reporting.cells.cell_view: said
    apps.web.reporting.cells.cell_view: theirs_words
    apps.web.reporting.cells.cell_view: told
    apps.web.reporting.cells.cell_view: told_by
    apps.web.reporting.cells.cell_view: words
    apps.web.reporting.cells.form_post: said
    apps.web.reporting.cells.units: asked
    apps.web.reporting.cells.views: told
    apps.web.reporting.changes.presenter: words
    apps.web.reporting.handover.presenter: told
    apps.web.reporting.handover.views: ball
    apps.web.reporting.handover.views: told
    apps.web.reporting.history.views: asked
    apps.web.reporting.history.views: told
    apps.web.reporting.links: asked
    apps.web.reporting.page_header: days_left
    apps.web.reporting.page_header: left
    apps.web.reporting.progress: left
    apps.web.reporting.protection.forms: told
    apps.web.reporting.sheet.presenter: asked
    apps.web.reporting.sheet.presenter: beside
    apps.web.reporting.structure.change_forms: told
    apps.web.reporting.structure.fields: build_year_field
    apps.web.reporting.structure.forms: asked
    apps.web.reporting.structure.forms: told
    apps.web.reporting.structure.views: asked
    apps.web.reporting.texts.presenter: asked
    apps.web.start.presenter: asked
    apps.web.start.presenter: told
    apps.web.start.presenter: word
    apps.workflow.correction_changes: told
    apps.workflow.handover: asked
    apps.workflow.handover: left
    apps.workflow.next_actor: seats
    apps.workflow.participants: asked
    apps.workflow.participants: seats
    apps.workflow.reminders: left
    apps.workflow.reminders: seats
    apps.workflow.reminders: told
    apps.workflow.row_history: standing
    apps.workflow.row_history: told
    apps.workflow.turns: seats
    apps.workflow.user_rounds: ball
    apps.workflow.user_rounds: days_left
    apps.workflow.user_rounds: seats
    tests.bench.api: asked
    tests.bench.api: told
    tests.bench.nation: told
    tests.bench.web: kept
    """.splitlines()
    if line.strip()
)
