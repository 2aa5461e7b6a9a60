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
    "left": (  # a cell's or a column's side
        "apps.imports.table_files.excel_97",
        "apps.imports.table_files.excel_binary",
        "apps.imports.table_files.sheet_facts",
        "apps.imports.table_files.text_tables",
        "apps.imports.table_files.workbook_cells",
    ),
    "left_at": ("",),  # the day when a board left its address
    "person_words": ("",),
    "check_words": ("apps.checks.report_texts",),  # what a text says, in its own words
    "is_person_word": ("",),
    "_WORD_PATTERN": ("apps.core.rich_text.contents", "apps.goals.person_words"),
    "count_words": ("apps.core.rich_text.contents",),
    # a word of a text that a person has written; "words" is also a target in words, which is a field of the API
    "word": ("apps.checks.texts", "apps.goals.person_words", "apps.publishing.suppression.text_redaction"),
    "words": (
        "apps.checks.inner_texts",
        "apps.checks.report_texts",
        "apps.checks.texts",
        "apps.goals.person_words",
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
    "reading": "what a reader of ledgers gives",
    "reporting": "the pages under /rapportera/",
}

# The first word of a function at a module's top: what it does, or the question that it answers.
_VERBS = """
add adopt answer apply approve arrange assemble assign backfill begin begins bind build call can change check choose
clean clear close collect compare complete compress compute confirm convert copy correct count create decide decode
decompress delete
describe detect discard download draw drop dump edit encode end enter escape explain extract fetch fill filter
find finish fit fits follow forget format freeze get group guard guess halt handle has hash hide index insert
interpret is issue iter join judge key launch leave limit link list load lock log looks make map mark mask matches may
measure merge move mute needs negotiate note normalise normalize number omit open pair parse pick place plan prepare
preview propose publish quote rank raise read rebuild record redact redirect refuse rejudge remove rename render reopen
reorganise replace requeue require reset resolve respond restore retire return revoke rewrite round run save scale
search select send serve set share show solve sort split spread start starts stop store stream strip submit suggest sum
summarise
summarize suppress suspend sync take tidy touch track translate trim try unguard update upsert validate
withdraw wrap write
"""
VERBS = frozenset(_VERBS.split())

# Functions whose name is not ours to choose, or is syntax in a template.
_NAMES_WITHOUT_VERB = """
as_light better figure_json handler400 handler403 handler404 handler500 main mnkr percent side signed_percent
signed_tkr surplus svg tkr
"""
NAMES_WITHOUT_VERB = frozenset(_NAMES_WITHOUT_VERB.split())

# A class name that is in more than one module, as the same concept is a table, a part of the report, a shape of the
# API or a row that a service takes. Which of them it is, the module says.
SHARED_CLASS_NAMES = {
    "Assessment": "table, report, API",
    "Board": "table, API",
    "BudgetChange": "table, report, API",
    "Chapter": "table, report",
    "Command": "Django's name for a command",
    "Comment": "table, report",
    "Control": "report, API",
    "ControlResult": "table, report",
    "FindingAnswer": "table, report",
    "FocusArea": "table, API",
    "Goal": "table, report, API",
    "DefinitionChange": "table, report",
    "Indicator": "table, report, API",
    "InterimForecast": "table, API",
    "Municipality": "table, API",
    "OperatingLine": "table, API",
    "OperatingRow": "what the API takes, what the service takes",
    "Outcome": "table, API",
    "OutcomeRow": "what the API takes, what the service takes",
    "OwnColumn": "table, report",
    "OwnRow": "table, report",
    "OwnTable": "table, report",
    "Publication": "table, API",
    "Relation": "table, report",
    "Reorganisation": "table, report",
    "Risk": "table, report, API",
    "Round": "table, API",
    "ServiceArea": "table, API",
    "Target": "table, report, API",
}
