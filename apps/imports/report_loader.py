"""Loading a report: all of it or nothing, in one transaction, through the services of each subject."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.audit.history import set_history_context
from apps.budget import services as budget
from apps.budget.models import InvestmentProject
from apps.core.upsert import SaveCounts
from apps.goals import services as goals
from apps.goals.models import Goal, Indicator
from apps.imports.chapter_rows import save_chapters, save_texts
from apps.imports.comment_rows import save_comments, save_summary
from apps.imports.cost_type_rows import save_cost_types
from apps.imports.dated_amount_rows import save_budget_changes, save_interim_forecasts
from apps.imports.own_table_rows import save_own_tables
from apps.imports.report_format.errors import ErrorLog
from apps.imports.report_format.interpretation import interpret
from apps.imports.report_format.marked_texts import MARKED_KEYS, list_mark_keys
from apps.imports.report_format.raw_sheets import RawSheet
from apps.imports.report_format.records import ParsedRecord, ParsedReport, parse_sheets, pick_values
from apps.imports.report_format.row_names import check_names
from apps.imports.report_format.validation import require_board, validate_report
from apps.organisation import services as organisation
from apps.organisation.models import Board, ServiceArea
from apps.risks import services as risks
from apps.rounds import services as rounds
from apps.rounds.models import Round, RoundState


def read_report(source: Sequence[RawSheet]) -> ParsedReport:
    """The report with every cell read and checked. ``ReportErrors`` with all that is wrong."""
    log = ErrorLog()
    parsed = parse_sheets(source, log)
    validate_report(parsed, log)
    for sheet, records in parsed.sheets.items():
        check_names(sheet, records, log)
    interpret(parsed, log)
    log.stop_if_any()
    return parsed


@transaction.atomic
def load_report(*, source: Sequence[RawSheet], by: User | None, board: Board | None = None, name: str = "") -> Round:
    """Load a report (``sources.open_source``) and give its round, open where it is new.

    With ``board`` the report must be that board's, so that nobody writes on another's. Loading the same report twice
    changes nothing. ``ReportErrors`` holds everything that is wrong, and then nothing is written. ``name`` is the
    file's name, which the history of each figure tells; without it the report's own title stands there.
    """
    return load_parsed(parsed=read_report(source), by=by, board=board, name=name)


@transaction.atomic
def load_parsed(
    *,
    parsed: ParsedReport,
    by: User | None,
    board: Board | None = None,
    name: str = "",
    correction: str = "",
    saves: frozenset[str] | None = None,
) -> Round:
    """Load a report that is read already, as ``load_report`` does.

    ``saves`` are the sheets whose rows are written, by their keys; all of them where nothing is said. The others' rows
    are there to be pointed at. A published report that is being corrected is written in with the reason of its
    ``correction`` only; the caller sees to it that nothing but the report's own facts is changed
    (``imports.merge.write_scope``).
    """
    require_board(parsed.profile, board)
    with set_history_context(
        by=by, source=name or parsed.profile["source_title"] or "inläst rapport", reason=correction
    ):
        return _ReportLoader(parsed, by, correction, board, saves).load()


class _ReportLoader:
    """One report on its way in. Codes are turned into primary keys once what they name has been saved."""

    def __init__(
        self,
        parsed: ParsedReport,
        by: User | None,
        correction: str,
        board: Board | None,
        saves: frozenset[str] | None = None,
    ) -> None:
        self.parsed = parsed
        self.saves = saves
        self.by = by
        self.correction = correction
        self.board, self.is_changed = self._save_board(board)
        self.who: dict[str, Any] = {"by": self.by, "board": self.board}
        self._check_root()

    def load(self) -> Round:
        """Save everything, what others point at first."""
        saved = SaveCounts()
        if self._is_saved("areas"):
            saved = organisation.save_areas(by=self.by, board=self.board, rows=self._build_area_rows())
        self.areas = organisation.find_area_ids(self.board)
        round_ = self._save_round()
        if self._is_saved("tables"):
            rounds.save_tables(by=self.by, round_=round_, rows=self._build_table_rows())
        self.tables = rounds.find_table_ids(round_)
        save_summary(by=self.by, round_=round_, parsed=self.parsed, areas=self.areas)
        self._save_plan()
        self._save_indicator_facts()
        if self._is_saved("assessments"):
            self._save_assessments(round_)
        self._save_money()
        self._save_risks()
        save_own_tables(**self.who, parsed=self.parsed, areas=self.areas, is_saved=self._is_saved)
        if self._is_saved("comments"):
            records, known = self.parsed["comments"], self.saves is not None
            save_comments(by=self.by, round_=round_, records=records, areas=self.areas, keeps_others=known)
        if self._is_saved("chapters"):
            save_chapters(by=self.by, board=self.board, year=round_.year, records=self.parsed["chapters"])
        if self._is_saved("texts"):
            save_texts(by=self.by, round_=round_, records=self.parsed["texts"], areas=self.areas)
        if self.is_changed or saved.wrote:
            rounds.touch_rounds(board_id=self.board.pk, also=[round_.pk])
        round_.refresh_from_db()
        return round_

    def _is_saved(self, *sheets: str) -> bool:
        """Is any of the sheets to be written?"""
        return self.saves is None or not self.saves.isdisjoint(sheets)

    def _save_board(self, given: Board | None) -> tuple[Board, bool]:
        """The report's board and whether its settings changed. A file never makes or renames a given board."""
        profile = self.parsed.profile
        settings = {
            "administration": profile["administration"],
            "tolerance_percent": profile["tolerance"],
            "small_number_threshold": profile["threshold"],
        }
        if given is not None:
            board = self._lock_board(given)
            return board, organisation.save_settings(by=self.by, board=board, **settings)
        municipality, renamed = organisation.save_municipality(
            by=self.by, code=profile["municipality_code"], name=profile["municipality"]
        )
        board, changed = organisation.save_board(
            by=self.by, municipality=municipality, name=profile["board"], **settings
        )
        return self._lock_board(board), renamed or changed

    def _lock_board(self, board: Board) -> Board:
        """Two reports of one board are loaded one after the other."""
        return Board.objects.select_for_update(no_key=True).select_related(None).get(pk=board.pk)

    def _check_root(self) -> None:
        """A board keeps its root: a report with another would be a second tree."""
        root = next(record for record in self.parsed["areas"] if record["parent"] is None)
        known = ServiceArea.objects.filter(board=self.board, parent=None).values_list("code", flat=True).first()
        if known is not None and known != root["code"]:
            log = ErrorLog()
            log.add(root.error("code", f"Nämnden har redan koden ”{known}” i tidigare rapporter. Skriv den."))
            log.stop_if_any()

    def _build_area_rows(self) -> list[organisation.AreaRow]:
        keys = ("code", "name", "kind", "parent", "valid_from", "valid_to")
        return [organisation.AreaRow(**pick_values(record, keys)) for record in self.parsed["areas"]]

    def _save_round(self) -> Round:
        profile = self.parsed.profile
        keys = ("source_title", "texts_are_summaries", "decision_date", "decision_paragraph", "case_number")
        round_, _ = rounds.save_round(
            by=self.by,
            board=self.board,
            year=profile["year"],
            tertial=profile["tertial"],
            details=rounds.RoundDetails(**pick_values(profile, keys)),
        )
        self._check_open(round_)
        return round_

    def _check_open(self, round_: Round) -> None:
        """What is handed in, approved or adopted is not written over. The round is held, so that it stays open."""
        held = rounds.lock_rounds(board_id=self.board.pk, also=[round_.pk])
        now = next(one for one in held if one.pk == round_.pk)
        if now.stage != RoundState.OPEN or now.correction_reason != self.correction:
            log = ErrorLog()
            state = now.get_state_display()
            log.add(self.parsed.profile.error("tertial", f"Rapporten för {round_.period.label} är {state} och låst."))
            log.stop_if_any()

    def _build_table_rows(self) -> list[rounds.TableRow]:
        profile = self.parsed.profile
        return [
            rounds.TableRow(
                **pick_values(record, ("code", "title", "published_cells", "note")),
                **{key: record[key] or profile[key] for key in ("unit", "sign", "variance_sign")},
            )
            for record in self.parsed["tables"]
        ]

    def _save_plan(self) -> None:
        parsed, who = self.parsed, self.who
        focus = [goals.FocusAreaRow(**pick_values(r, ("code", "name", "description"))) for r in parsed["focus_areas"]]
        if self._is_saved("focus_areas"):
            goals.save_focus_areas(**who, rows=focus)
        keys = ["code", "name", "level", "description", "parent", "focus_areas", "valid_from", "valid_to"]
        goal_rows = [
            goals.GoalRow(
                **pick_values(record, keys), service_area_ids=tuple(self.areas[code] for code in record["areas"])
            )
            for record in parsed["goals"]
        ]
        if self._is_saved("goals"):
            goals.save_goals(**who, rows=goal_rows)
        self.goals = goals.find_ids_by_code(Goal, self.board)
        keys = ["code", "name", "unit", "decimals", "direction", "accumulation", "kind", "heading", "by_gender"]
        keys += ["counts_persons", "reference_for", "definition", "source", "kolada_id", "tolerance_percent"]
        indicator_rows = [
            goals.IndicatorRow(**pick_values(record, keys), goal_id=_get_id(self.goals, record["goal"]))
            for record in parsed["indicators"]
        ]
        if self._is_saved("indicators"):
            goals.save_indicators(**who, rows=indicator_rows)
        self.indicators = goals.find_ids_by_code(Indicator, self.board)

    def _save_indicator_facts(self) -> None:
        who = self.who
        if self._is_saved("targets"):
            goals.save_targets(**who, rows=[self._build_target_row(record) for record in self.parsed["targets"]])
        if self._is_saved("outcomes"):
            goals.save_outcomes(**who, rows=[self._build_outcome_row(record) for record in self.parsed["outcomes"]])

    def _build_target_row(self, record: ParsedRecord) -> goals.TargetRow:
        return goals.TargetRow(
            **self._build_indicator_fact(record),
            **pick_values(record, ("text", "base_year", "decision", "reason")),
            comparator=record["parsed"].comparator,
            value=record["parsed"].value,
            upper=record["parsed"].upper,
        )

    def _build_outcome_row(self, record: ParsedRecord) -> goals.OutcomeRow:
        return goals.OutcomeRow(
            **self._build_indicator_fact(record),
            **pick_values(record, ("tertial", "missing", "stated_text", "preliminary")),
            **record["measured"]._asdict(),
            forecast=record["forecast"].value if record["forecast"] else None,
            stated_change=record["stated_change"].value if record["stated_change"] else None,
        )

    def _build_indicator_fact(self, record: ParsedRecord) -> dict[str, Any]:
        return {
            **pick_values(record, ("year", "gender", "footnote")),
            "indicator_id": self.indicators[record["indicator"]],
            **self._find_place(record),
        }

    def _find_place(self, record: ParsedRecord) -> dict[str, Any]:
        return {"service_area_id": self.areas[record["area"]], "table_id": _get_id(self.tables, record["table"])}

    def _save_assessments(self, round_: Round) -> None:
        keys = ("rating", "stated_rating", "trend", *MARKED_KEYS["assessments"], *list_mark_keys("assessments"))
        round_ids = self._find_round_ids(round_)
        rows = [
            goals.AssessmentRow(
                **pick_values(record, keys),
                **self._find_place(record),
                round_id=round_ids[record["year"], record["tertial"]],
                goal_id=_get_id(self.goals, record["goal"]),
                indicator_id=_get_id(self.indicators, record["indicator"]),
            )
            for record in self.parsed["assessments"]
        ]
        goals.save_assessments(by=self.by, board=self.board, rows=rows)

    def _find_round_ids(self, round_: Round) -> dict[tuple[int, int], int]:
        """The rounds that the assessments belong to; one of another period that is not known yet is planned."""
        found = {(round_.year, round_.tertial): round_.pk}
        for record in self.parsed["assessments"]:
            period = year, tertial = record["year"], record["tertial"]
            if period not in found:
                other, _ = rounds.save_round(
                    by=self.by, board=self.board, year=year, tertial=tertial, state=RoundState.PLANNED
                )
                found[period] = other.pk
        return found

    def _save_money(self) -> None:
        who = self.who
        keys = ("year", "tertial", "cost_type", "label", "footnote")
        lines = [
            budget.OperatingRow(**pick_values(record, keys), **self._find_place(record), **record["kronor"])
            for record in self.parsed["operating"]
        ]
        if self._is_saved("cost_types"):
            save_cost_types(**who, records=self.parsed["cost_types"])
        if self._is_saved("operating"):
            budget.save_operating_lines(**who, rows=lines)
        if self._is_saved("budget_changes"):
            save_budget_changes(**who, records=self.parsed["budget_changes"], areas=self.areas)
        if self._is_saved("interim_forecasts"):
            save_interim_forecasts(**who, records=self.parsed["interim_forecasts"], areas=self.areas)
        if not self._is_saved("investments"):
            return
        budget.save_projects(**who, rows=self._build_project_rows())
        projects = budget.find_project_ids(self.board)
        investments = [
            budget.InvestmentLineRow(
                **pick_values(record, ("year", "tertial", "flow", "footnote")),
                **record["kronor"],
                project_id=projects[record["project"]],
                table_id=_get_id(self.tables, record["table"]),
            )
            for record in self.parsed["investments"]
            if record["kronor"]
        ]
        budget.save_investment_lines(**who, rows=investments)

    def _build_project_rows(self) -> list[budget.ProjectRow]:
        """A project has a row for each period, flow and table: its first row says what it is."""
        first: dict[str, ParsedRecord] = {}
        for record in self.parsed["investments"]:
            first.setdefault(record["project"], record)
        rows = {
            code: budget.ProjectRow(
                code=code, name=record["name"], parent=record["parent"], service_area_id=self.areas[record["area"]]
            )
            for code, record in first.items()
        }
        if self.saves is None:
            return list(rows.values())
        # Some of them only: the others stay as they are, in their order, since parents must be among the rows.
        known = {
            one.code: budget.ProjectRow(
                code=one.code,
                name=one.name,
                parent=one.parent.code if one.parent else None,
                service_area_id=one.service_area_id,
            )
            for one in InvestmentProject.objects.filter(board=self.board).select_related("parent")
        }
        return [] if rows.items() <= known.items() else list((known | rows).values())

    def _save_risks(self) -> None:
        parsed, who = self.parsed, self.who
        keys = ["code", "year", "name", "probability", "consequence", "process_group", "process", "category"]
        keys += ["owner_role", "stated_value"]
        risk_rows = [
            risks.RiskRow(**pick_values(record, keys), **self._find_place(record)) for record in parsed["risks"]
        ]
        if self._is_saved("risks"):
            risks.save_risks(**who, rows=risk_rows)
        if not self._is_saved("risks", "controls", "results"):
            return
        ids = risks.find_risk_ids(self.board)
        # A control belongs to its risk in every year of the report.
        years = {code: [row.year for row in risk_rows if row.code == code] for code in {r.code for r in risk_rows}}
        control_rows = [
            risks.ControlRow(**pick_values(record, ("code", "name", "description")), risk_id=ids[record["risk"], year])
            for record in parsed["controls"]
            for year in years[record["risk"]]
        ]
        if self._is_saved("controls"):
            risks.save_controls(**who, rows=control_rows)
        self._save_results(ids, years)

    def _save_results(self, ids: dict[tuple[str, int], int], years: dict[str, list[int]]) -> None:
        controls = risks.find_control_ids(self.board)
        risk_of = {record["code"]: record["risk"] for record in self.parsed["controls"]}
        rows = []
        for record in self.parsed["results"]:
            risk = risk_of[record["control"]]
            year = record["year"] if record["year"] in years[risk] else years[risk][-1]
            rows.append(
                risks.ControlResultRow(
                    **pick_values(record, ("year", "tertial", "status", "verdict", "comment")),
                    control_id=controls[ids[risk, year], record["control"]],
                    table_id=_get_id(self.tables, record["table"]),
                )
            )
        risks.save_results(by=self.by, board=self.board, rows=rows)


def _get_id(ids: Mapping[str, int], code: str | None) -> int | None:
    return None if code is None else ids[code]
