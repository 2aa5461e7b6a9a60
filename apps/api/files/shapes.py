"""A file on its way in, as the API tells it."""

from typing import Annotated as A
from typing import Any, Literal

from msgspec import Meta, Struct

from apps.checks.base import CONTRADICTION
from apps.imports.models import ImportJob

FileState = Literal["mapping", "waiting", "reading", "refused", "preview", "applying", "applied", "discarded"]
FileKind = Literal["report", "ledger", "sie", "outcomes"]
FileWarningKind = Literal["contradiction", "oddity", "rounding", "cell"]


def _describe_field(description: str, example: Any) -> Meta:
    return Meta(description=description, examples=[example])


class FileCell(Struct, kw_only=True, frozen=True):
    """En uppgift som blir en annan."""

    column: A[str, _describe_field("Kolumnen i filformatet.", "utfall")]
    old: A[str, _describe_field("Vad som står nu; tomt om inget.", "-96526")]
    new: A[str, _describe_field("Vad som skulle stå, eller står efter inläsningen.", "-99999")]


class FileRow(Struct, kw_only=True, frozen=True):
    """En rad i rapporten som filen ändrar."""

    key: A[str, _describe_field("Vad raden gäller, i filformatets ord.", "sn · 2020 · 3 · net · drift-namnd")]
    is_new: A[bool, _describe_field("Finns raden inte än?", False)]
    where: A[str, _describe_field("Var i filen den står.", "rapport.xlsx, blad drift, rad 2")]
    reading: A[
        str,
        _describe_field("Hur ett målvärde lästes, i en mening; tomt för andra blad.", "Vi läser det som: minst 80 %."),
    ] = ""
    cells: A[list[FileCell], _describe_field("Uppgifterna som ändras.", [])]


class FileSheet(Struct, kw_only=True, frozen=True):
    """Ett blad i filformatet: hur många rader som är nya, ändras och står som förut."""

    name: A[str, _describe_field("Bladets namn.", "drift")]
    new: A[int, _describe_field("Nya rader.", 0)]
    changed: A[int, _describe_field("Rader som ändras.", 1)]
    unchanged: A[int, _describe_field("Rader som står som förut.", 120)]
    more: A[int, _describe_field("Rader som ändras utöver dem i rows.", 0)]
    rows: A[list[FileRow], _describe_field("Raderna som ändras, högst 200.", [])]


class FileWarning(Struct, kw_only=True, frozen=True):
    """Något i rapporten som någon bör se på, om filen läses in. Det hindrar inte inläsningen."""

    kind: A[
        FileWarningKind,
        _describe_field(
            "contradiction: två uppgifter kan inte båda stämma; oddity: ovanligt, men kan vara sant; rounding: kan bero"
            " på avrundning; cell: en fråga om hur en cell i filen ska läsas.",
            "contradiction",
        ),
    ]
    name: A[str, _describe_field("Verksamheten eller indikatorn.", "Socialnämnden")]
    message: A[str, _describe_field("Vad som inte stämmer.", "Delarna ger inte utfallet.")]
    expected: A[str, _describe_field("Vad som väntades.", "96 526 tkr")]
    found: A[str, _describe_field("Vad som skulle stå.", "99 999 tkr")]


class FileConflict(Struct, kw_only=True, frozen=True):
    """En cell där filen säger något annat än det som står, och som inte läses in om det inte begärs."""

    row: A[str, _describe_field("Raden i ord.", "Socialnämnden, netto")]
    column: A[str, _describe_field("Kolumnen i filformatet.", "utfall")]
    now: A[str, _describe_field("Vad som står nu.", "66")]
    file: A[str, _describe_field("Vad filen säger.", "60")]
    why: A[str, _describe_field("Varför det frågas.", "ändrad sedan granskningen")]
    where: A[str, _describe_field("Var i filen den står.", "utfall.csv, rad 2")]


class FileTotals(Struct, kw_only=True, frozen=True):
    """Hela nämndens nettokostnad i kronor; null där den inte går att räkna ut."""

    budget: A[int | None, _describe_field("Budget, helår.", 853776000)] = None
    period_budget: A[int | None, _describe_field("Budget från januari till och med perioden.", None)] = None
    actual: A[int | None, _describe_field("Utfall från januari.", 828599000)] = None
    forecast: A[int | None, _describe_field("Prognos, helår.", None)] = None


class FileCode(Struct, kw_only=True, frozen=True):
    """En kod eller ett namn i filen som ingen koppling talar om; dess rader räknas inte in."""

    what: A[str, _describe_field("konto eller kod; i en fil med utfall namn eller verksamhet.", "konto")]
    code: A[str, _describe_field("Koden eller namnet.", "9999")]
    rows: A[int, _describe_field("Antal rader; i en fil med utfall antal uppgifter.", 3)]
    amount: A[str, _describe_field("Summan i kronor; i en fil med utfall vad de första uppgifterna säger.", "1 200")]


class ApplyQuestion(Struct, kw_only=True, frozen=True):
    """Något som måste besvaras med ja innan filen läses in; se confirm."""

    key: A[str, _describe_field("Frågans nyckel, en annan när svaret inte längre gäller.", "0f3a9c2b71de")]
    text: A[str, _describe_field("Frågan, och vad ett ja betyder.", "Filens utfall slutar i augusti 2021 …")]


class FileBalanceLine(Struct, kw_only=True, frozen=True):
    """En del av ett utdrag ur ett ekonomisystem, i kronor med filens tecken. Delarna är tillsammans det som lästes."""

    label: A[str, _describe_field("Delen; den sista är summan av alla.", "läses in")]
    rows: A[int, _describe_field("Antal rader.", 3)]
    actual: A[str, _describe_field("Utfall.", "1200.50")]
    budget: A[str, _describe_field("Budget.", "0")]
    period_budget: A[str, _describe_field("Periodbudget ur en egen kolumn.", "0")]


class FileFigures(Struct, kw_only=True, frozen=True):
    """En del av en fil med utfall: hur många av dess uppgifter. Delarna är tillsammans allt som lästes."""

    label: A[str, _describe_field("Delen; den sista är alla.", "läses in")]
    figures: A[int, _describe_field("Antal uppgifter, en för varje cell med ett värde.", 12)]


class File(Struct, kw_only=True, frozen=True):
    """En inskickad fil: läget, och när den är läst vad den skulle ändra eller varför den inte gick att läsa."""

    file: A[str, _describe_field("Filens id.", "3f2b8c1e-4a6d-4f0b-9c7e-1d2a3b4c5d6e")]
    name: A[str, _describe_field("Filens namn.", "rapport.xlsx")]
    kind: A[
        FileKind,
        _describe_field(
            "report: filformatet; ledger: utdrag ur ekonomisystem; sie: SIE-fil; outcomes: utfall.", "report"
        ),
    ]
    size: A[int, _describe_field("Storlek i byte.", 48213)]
    sha256: A[
        str, _describe_field("Filens SHA-256.", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")
    ]
    state: A[FileState, _describe_field("Läget. Vid preview väntar filen på apply eller discard.", "preview")]
    interrupted: A[bool, _describe_field("Avbröts arbetet? Då är ingenting inläst; skicka filen igen.", False)]
    done: A[int, _describe_field("Steg som är gjorda, av total.", 5)]
    total: A[int, _describe_field("Antal steg.", 5)]
    message: A[str, _describe_field("Vad som görs just nu, eller vad som behövs.", "")]
    applied: A[int | None, _describe_field("Antal uppgifter som ändrades; null tills filen är inläst.", None)] = None
    errors: A[
        list[str], _describe_field("Varför filen inte gick att läsa: fil, rad, kolumn och vad som väntades.", [])
    ] = []
    unfilled: A[int, _describe_field("Rader i mallen som ingen har fyllt i.", 0)] = 0
    sheets: A[list[FileSheet], _describe_field("Vad filen ändrar, blad för blad.", [])] = []
    warnings: A[list[FileWarning], _describe_field("Vad någon bör se på, om filen läses in.", [])] = []
    conflicts: A[list[FileConflict], _describe_field("Celler som det frågas om; se overwrite.", [])] = []
    emptyings: A[int, _describe_field("Celler som är tomma i filen; de töms bara om apply får empty=true.", 0)] = 0
    questions: A[list[ApplyQuestion], _describe_field("Frågor som ska besvaras med ja före apply.", [])] = []
    balance_lines: A[list[FileBalanceLine], _describe_field("Vad som lästes ur ett utdrag, del för del.", [])] = []
    figure_lines: A[list[FileFigures], _describe_field("Vad som lästes ur en fil med utfall, del för del.", [])] = []
    before: A[FileTotals | None, _describe_field("Summorna före.", {"budget": 853776000})] = None
    after: A[FileTotals | None, _describe_field("Summorna efter.", {"budget": 853776000})] = None
    unknown_codes: A[list[FileCode], _describe_field("Koder eller namn utan koppling, störst först.", [])] = []


def build_file(job: ImportJob, message: str = "") -> File:
    """A job as it stands. Its file should be fetched with it, without the content."""
    result = job.result or {}
    sheets = [{**sheet, "rows": [_build_row(row) for row in sheet["rows"]]} for sheet in result.get("sheets", ())]
    status = {name: result[name] for name in ("applied", "errors", "unfilled") if name in result}
    return File(
        file=str(job.public_id),
        name=job.file.name,
        kind=job.file.kind,  # type: ignore[arg-type]
        size=job.file.size,
        sha256=job.file.sha256,
        state=job.state,  # type: ignore[arg-type]
        interrupted=job.is_interrupted,
        done=job.done,
        total=job.total,
        message=message or job.message,
        sheets=sheets,  # type: ignore[arg-type]
        warnings=[_build_warning(one) for one in result.get("warnings", ())],
        conflicts=[_build_conflict(one) for one in result.get("conflicts", ())],
        emptyings=result.get("emptyings_count", 0),
        questions=[ApplyQuestion(**one) for one in result.get("questions", ())],
        balance_lines=[FileBalanceLine(**one) for one in result.get("ledger", {}).get("balance", ())],
        figure_lines=_list_figure_lines(result.get("outcomes", {})),
        before=result.get("before"),
        after=result.get("after"),
        unknown_codes=(result.get("ledger") or result.get("outcomes") or {}).get("unknown", []),
        **status,
    )


def _list_figure_lines(outcomes: dict[str, Any]) -> list[FileFigures]:
    if not outcomes:
        return []
    parts = [FileFigures(**one) for one in outcomes["balance"]]
    return [*parts, FileFigures(label="läst ur filen", figures=outcomes["total"])]


def _build_warning(warning: dict[str, str]) -> FileWarning:
    """A warning as the preview keeps it; one that was kept before they had a kind is a contradiction."""
    kind = "cell" if warning.get("check") == "file" else warning.get("kind", CONTRADICTION)
    return FileWarning(**{name: warning[name] for name in ("name", "message", "expected", "found")}, kind=kind)  # type: ignore[arg-type]


def _build_conflict(conflict: dict[str, Any]) -> FileConflict:
    return FileConflict(**{name: conflict[name] for name in FileConflict.__struct_fields__})


def _build_row(row: dict[str, Any]) -> dict[str, Any]:
    cells = [{"column": column, "old": old, "new": new} for column, old, new in row["cells"]]
    return {**row, "cells": cells}
