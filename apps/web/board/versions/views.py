"""``…/v<version>/`` and ``…/jamfor/<old>/<new>/``: one version of a published report, and two compared.

Every version stays readable as it was published, so that a reader can see what a correction changed.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from apps.publishing import published_reports
from apps.publishing.comparison.differences import compare_reports, list_all_facts
from apps.report.board_report import BoardReport
from apps.rounds.models import Round
from apps.web.board.versions.presenter import FactPart, group_differences, group_facts
from apps.web.board.versions.table_blocks import build_fact_block, find_part
from apps.web.links import ReportAddress
from apps.web.own_regions import SEALED
from apps.web.page_cache import FileContent, PageContent, describe_reissue, serve_version_page
from apps.web.table_files import build_report_table_file


def _find_sealed_link(request: HttpRequest, round_: Round, version: int) -> Mapping[str, str]:
    """Where those who may read drafts get the version as it was adopted, where it has been issued anew."""
    this = next((one for one in published_reports.list_versions(round_) if one.version == version), None)
    if this is None or this.reissued_at is None or not may_read_sealed(request.user, round_):
        return {}
    url = ReportAddress.for_round(round_).url("reporting_sealed", version=version)
    link = render_to_string("components/sealed_link.html", {"url": url, "sha256": this.sealed_sha256})
    return {SEALED: link}


def _load_version(round_: Round, version: int) -> BoardReport:
    view = published_reports.load_version_report(round_, version)
    if view is None:
        raise Http404
    return view


@require_safe
@partial(serve_version_page, find_regions=_find_sealed_link)
def show_version(request: HttpRequest, round_: Round, version: int) -> PageContent:
    """Every figure and text of one version, as it was published."""
    view, column = _load_version(round_, version), _format_version(version)
    versions = published_reports.list_versions(round_)
    this = next(one for one in versions if one.version == version)
    context = {
        "number": version,
        "versions": versions,
        "reissue": describe_reissue(this),
        "parts": group_facts(list_all_facts(view), column),
        "columns": (column,),
        "files": ReportAddress.for_report(view).build_file_name(f"v{version}"),
    }
    return PageContent(template="board/version.html", context=context, title=column)


@require_safe
@serve_version_page
def show_version_table(request: HttpRequest, round_: Round, version: int, key: str, kind: str) -> FileContent:
    """A part of the version as a file."""
    view, column = _load_version(round_, version), _format_version(version)
    part = find_part(group_facts(list_all_facts(view), column), key)
    return _build_file(part, (column,), kind, view, version)


@require_safe
@serve_version_page
def show_comparison(request: HttpRequest, round_: Round, old: int, new: int) -> PageContent:
    """What differs between two versions: what was changed, and apart from that what follows from it, such as sums."""
    before, after = _load_version(round_, old), _load_version(round_, new)
    differences, columns = compare_reports(before, after), (_format_version(old), _format_version(new))
    context = {
        "old": old,
        "new": new,
        "count": len(differences),
        "versions": published_reports.list_versions(round_),
        "groups": group_differences(differences, columns),
        "columns": columns,
        "files": ReportAddress.for_report(after).build_file_name(f"v{old}-v{new}"),
    }
    return PageContent(template="board/comparison.html", context=context, title=f"Version {old} och {new}")


@require_safe
@serve_version_page
def show_compared_table(request: HttpRequest, round_: Round, old: int, new: int, key: str, kind: str) -> FileContent:
    """A part of what differs as a file."""
    before, after = _load_version(round_, old), _load_version(round_, new)
    columns = (_format_version(old), _format_version(new))
    groups = group_differences(compare_reports(before, after), columns)
    part = find_part((part for group in groups for part in group.parts), key)
    return _build_file(part, columns, kind, after, new)


def _format_version(version: int) -> str:
    return f"Version {version}"


def _build_file(
    part: FactPart | None, columns: tuple[str, ...], kind: str, report: BoardReport, version: int
) -> FileContent:
    """404 where there is no such part, or no such kind of file."""
    if part is not None:
        found = build_report_table_file(kind, part.name, [build_fact_block(part, columns)], report, version)
        if found is not None:
            return found
    raise Http404


def may_read_sealed(user: Any, round_: Round) -> bool:
    """May the user read the version as adopted, with numbers that were hidden later?"""
    return Round.objects.worked_on_by(user).filter(pk=round_.pk).exists()
