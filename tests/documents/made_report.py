"""A report with hostile names and comments, for documents: made of a published one, with other words."""

from msgspec.structs import replace

from apps.report.board_report import BoardReport

HOSTILE = '#panic("x") *fet* $x$ \\u{41} {{ 7*7 }} {% if %} <script>alert(1)</script> =1+1 🙂中 & "citat" [x](http://x.example)'
# A character that no font of a PDF has is marked in it.
PRINTED_HOSTILE = HOSTILE.translate(dict.fromkeys((0x1F642, ord("中"), 0xE000), "\ufffd"))


def write_hostile_report(report: BoardReport) -> BoardReport:
    """The report with markup of every kind in names and texts."""
    comments = tuple(replace(one, text=HOSTILE, cause=HOSTILE) for one in report.comments[:3])
    areas = tuple(replace(one, name=f"{HOSTILE} {one.name}") for one in report.economy.areas)
    goals = tuple(replace(one, name=f"{HOSTILE} {one.name}") for one in report.goals)
    return replace(
        report,
        board=replace(report.board, name=HOSTILE),
        summary=HOSTILE,
        comments=comments,
        goals=goals,
        economy=replace(report.economy, areas=areas),
    )
