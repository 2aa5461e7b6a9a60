"""Saying how a foreign file is to be read: columns, unit, signs, and what its codes mean."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from apps.budget.models import CostType
from apps.imports import services, tasks
from apps.imports.errors import ErrorLog
from apps.imports.ledger import COLUMNS, Mapping, codes_of, guess, read_table, rows_of, with_headers
from apps.imports.ledger_sheets import account_rules, area_rules, target_of
from apps.imports.models import FileKind, ImportJob
from apps.imports.sie import SieFile, chosen_level, ledger_rows, level_names, read_sie
from apps.organisation.models import ServiceArea
from apps.rounds.models import Unit
from apps.web.reporting.uploads.views import UploadRound, find_job, require_upload_round

SIGN_LABELS = {
    "cost_positive": "Kostnader plus, intäkter minus (så skriver de flesta ekonomisystem)",
    "cost_negative": "Kostnader minus, intäkter plus",
    "both_positive": "Båda plus",
}
AREA_CODE_LABELS = {"unit": "ansvar (i SIE: den valda nivåns objekt)", "activity": "verksamhet"}
DECIMAL_LABELS = {",": "komma: 1 234,50", ".": "punkt: 1234.50"}
FIRST_ROWS = 6
MOST_CODES = 300
LONGEST_RULES = 100_000


@require_http_methods(["GET", "HEAD", "POST"])
@require_upload_round
def edit_mapping(request: HttpRequest, where: UploadRound, job: Any) -> HttpResponse:
    """Choose columns and what codes mean; what was saved for the board is the start."""
    found = find_job(where, job)
    if found.file.kind == FileKind.REPORT:
        return HttpResponseRedirect(where.url("upload", job=found.public_id))
    survey = _LedgerSurvey(found)
    start = services.saved_mapping(found, survey.sheet) or survey.guess()
    survey.use(_parse_form(request.POST, start) if request.method == "POST" else start)
    error = ""
    if request.method == "POST":
        error = survey.problem(where)
        if not error and request.POST.get("act") == "read":
            try:
                chosen = with_headers(survey.mapping, survey.headers)
                services.map_ledger(by=request.user, job=found, mapping=chosen.as_json())
                tasks.start(found.pk, "read")
                return HttpResponseRedirect(where.url("upload", job=found.public_id))
            except services.UploadError as problem:
                error = str(problem)
    context = {
        "where": where,
        "job": found,
        "survey": survey,
        "mapping": survey.mapping,
        "error": error,
        "columns": [(key, label, survey.mapping.columns.get(key)) for key, label in COLUMNS.items()],
        "signs": SIGN_LABELS.items(),
        "scales": Unit.choices,
        "bys": AREA_CODE_LABELS.items(),
        "decimals": DECIMAL_LABELS.items(),
        "areas": ServiceArea.objects.filter(board=where.round.board_id)
        .order_by("position")
        .values_list("code", "name"),
        "kinds": [label for _, label in CostType.choices],
        "unknown": survey.unknown(where),
    }
    return render(request, "reporting/uploads/mapping.html", context, status=422 if error else 200)


def _parse_form(form: QueryDict, start: Mapping) -> Mapping:
    columns = {
        key: int(place)
        for key in COLUMNS
        if (place := form.get(f"column-{key}", "")).isascii() and place.isdigit() and len(place) < 4
    }
    return Mapping(
        columns=columns or start.columns,
        decimal=_choose_known(form.get("decimal"), DECIMAL_LABELS, start.decimal),
        scale=_choose_known(form.get("scale"), dict(Unit.choices), start.scale),
        sign=_choose_known(form.get("sign"), SIGN_LABELS, start.sign),
        by=_choose_known(form.get("by"), AREA_CODE_LABELS, start.by),
        dimension=str(form["dimension"])[:20] if "dimension" in form else start.dimension,
        accounts=tuple(form.get("accounts", "")[:LONGEST_RULES].splitlines()),
        areas=tuple(form.get("areas", "")[:LONGEST_RULES].splitlines()),
    )


def _choose_known(value: str | None, known: Any, start: str) -> str:
    return value if value is not None and value in known else start


class _LedgerSurvey:
    """What is in the file, which is read once, by a mapping that may not be complete yet."""

    def __init__(self, job: ImportJob) -> None:
        self.log = ErrorLog()
        self.mapping = Mapping()
        self.levels: list[tuple[str, str, int]] = []
        self.codes: dict[str, dict[str, int]] = {"account": {}, "unit": {}, "activity": {}}
        self.names: dict[str, str] = {}
        content, name = bytes(job.file.content), job.file.name
        is_sie = job.file.kind == FileKind.SIE
        self.sie = read_sie(content, name, self.log) if is_sie else None
        self.sheet = None if is_sie else read_table(content, name, self.log)
        lines = self.sheet.lines if self.sheet else []
        self.headers = lines[0].cells if lines else []
        self.first = [line.cells for line in lines[1 : 1 + FIRST_ROWS]]

    def guess(self) -> Mapping:
        """The mapping to begin with when none has been saved."""
        return guess(self.sheet) if self.sheet else Mapping()

    def use(self, mapping: Mapping) -> None:
        """Look at the file's codes by a mapping."""
        self.mapping = mapping
        if self.sie:
            self._use_level(self.sie)
        elif self.sheet:
            self.codes = codes_of(list(rows_of(self.sheet, mapping, ErrorLog())))

    def _use_level(self, found: SieFile) -> None:
        level = chosen_level(found, self.mapping.dimension)
        self.mapping = replace(self.mapping, dimension=level)
        self.levels = [(key, self._level_name(found, key), count) for key, count in found.levels.items()]
        self.codes = codes_of(list(ledger_rows(found, level)))
        self.names = {code: name for (_, code), name in found.objects.items()}

    @staticmethod
    def _level_name(found: SieFile, level: str) -> str:
        return " och ".join(level_names(found, level)) or "bara konton"

    def problem(self, where: UploadRound) -> str:
        """What must be mended before the file can be read, or empty."""
        log = ErrorLog()
        area_rules(self.mapping, _list_area_codes(where), log)
        account_rules(self.mapping, log)
        lines = [str(error) for error in (self.log.errors + log.errors)[:10]]
        return " ".join(lines)

    def unknown(self, where: UploadRound) -> list[tuple[str, str, int]]:
        """The codes that no line speaks of: code, its name where the file has one, number of rows."""
        rules = area_rules(self.mapping, _list_area_codes(where), ErrorLog())
        seen: dict[str, str] = {}
        counted = self.codes["activity" if self.mapping.by == "activity" else "unit"]
        return [
            (code, self.names.get(code, ""), count)
            for code, count in sorted(counted.items())[:MOST_CODES]
            if not target_of(rules, code, seen)
        ]


def _list_area_codes(where: UploadRound) -> Iterable[str]:
    return ServiceArea.objects.filter(board=where.round.board_id).values_list("code", flat=True)
