"""``…/v<version>/`` and ``…/jamfor/<old>/<new>/``: one version of a published report, and two compared.

Every version stays readable as it was published, so that a reader can see what a correction changed.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.publishing import published_reports
from apps.publishing.comparison.differences import compare_reports, list_all_facts
from apps.publishing.models import PublicVersion
from apps.rounds import selectors
from apps.rounds.models import Round
from apps.web.board.versions.presenter import group_differences, group_facts
from apps.web.links import ReportAddress
from apps.web.page_cache import build_published_header, describe_reissue, serve_public_page


@require_safe
@serve_public_page
def show_version(
    request: HttpRequest, municipality: str, board: str, year: int, tertial: int, version: int
) -> HttpResponse:
    """Every figure and text of one version, as it was published."""
    found = _find_round(request, municipality, board, year, tertial)
    view = published_reports.load_version_report(found.round, version)
    if view is None:
        raise Http404
    versions = published_reports.list_versions(found.round)
    this = next(one for one in versions if one.version == version)
    columns = (f"Version {version}",)
    context = {
        "number": version,
        "versions": versions,
        "reissue": describe_reissue(this),
        **_find_sealed_link(request, found, this),
        "parts": group_facts(list_all_facts(view), *columns),
        "columns": columns,
    }
    return _render_version_page(request, "board/version.html", f"Version {version}", found, context)


@require_safe
@serve_public_page
def show_comparison(
    request: HttpRequest, municipality: str, board: str, year: int, tertial: int, old: int, new: int
) -> HttpResponse:
    """What differs between two versions: what was changed, and apart from that what follows from it, such as sums."""
    found = _find_round(request, municipality, board, year, tertial)
    before, after = (published_reports.load_version_report(found.round, number) for number in (old, new))
    if before is None or after is None:
        raise Http404
    differences, columns = compare_reports(before, after), (f"Version {old}", f"Version {new}")
    context = {
        "old": old,
        "new": new,
        "count": len(differences),
        "versions": published_reports.list_versions(found.round),
        "groups": group_differences(differences, columns),
        "columns": columns,
    }
    return _render_version_page(request, "board/comparison.html", f"Version {old} och {new}", found, context)


def _find_sealed_link(request: HttpRequest, found: selectors.FoundRound, version: PublicVersion) -> dict[str, str]:
    """Where those who may read drafts get the version as it was adopted, where it has been issued anew."""
    if version.reissued_at is None or not may_read_sealed(request.user, found.round):
        return {}
    url = ReportAddress.for_round(found.round).url("reporting_sealed", version=version.version)
    return {"sealed_url": url, "sealed_sha256": version.sealed_sha256}


def may_read_sealed(user: Any, round_: Round) -> bool:
    """May the user read the version as adopted, with numbers that were hidden later?"""
    return Round.objects.worked_on_by(user).filter(pk=round_.pk).exists()


def _find_round(request: HttpRequest, municipality: str, board: str, year: int, tertial: int) -> selectors.FoundRound:
    found = selectors.find_round(request.user, municipality, board, year, tertial)
    if found is None:
        raise Http404
    return found


def _render_version_page(
    request: HttpRequest, template: str, title: str, found: selectors.FoundRound, context: dict[str, object]
) -> HttpResponse:
    published = published_reports.load_current_report(found.round)
    header = build_published_header("board", title, published, found, {})
    around = {"shell": header, "report": published.report, "page_path": request.path}
    return render(request, template, {**around, **context})
