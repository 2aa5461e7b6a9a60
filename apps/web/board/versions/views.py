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
from apps.rounds.models import Round
from apps.web.board.versions.presenter import group_differences, group_facts
from apps.web.links import ReportAddress
from apps.web.own_regions import SEALED
from apps.web.page_cache import PageContent, describe_reissue, serve_version_page


def _find_sealed_link(request: HttpRequest, round_: Round, version: int) -> Mapping[str, str]:
    """Where those who may read drafts get the version as it was adopted, where it has been issued anew."""
    this = next((one for one in published_reports.list_versions(round_) if one.version == version), None)
    if this is None or this.reissued_at is None or not may_read_sealed(request.user, round_):
        return {}
    url = ReportAddress.for_round(round_).url("reporting_sealed", version=version)
    link = render_to_string("components/sealed_link.html", {"url": url, "sha256": this.sealed_sha256})
    return {SEALED: link}


@require_safe
@partial(serve_version_page, find_regions=_find_sealed_link)
def show_version(request: HttpRequest, round_: Round, version: int) -> PageContent:
    """Every figure and text of one version, as it was published."""
    view = published_reports.load_version_report(round_, version)
    if view is None:
        raise Http404
    versions = published_reports.list_versions(round_)
    this = next(one for one in versions if one.version == version)
    columns = (f"Version {version}",)
    context = {
        "number": version,
        "versions": versions,
        "reissue": describe_reissue(this),
        "parts": group_facts(list_all_facts(view), *columns),
        "columns": columns,
    }
    return PageContent(template="board/version.html", context=context, title=columns[0])


@require_safe
@serve_version_page
def show_comparison(request: HttpRequest, round_: Round, old: int, new: int) -> PageContent:
    """What differs between two versions: what was changed, and apart from that what follows from it, such as sums."""
    before, after = (published_reports.load_version_report(round_, number) for number in (old, new))
    if before is None or after is None:
        raise Http404
    differences, columns = compare_reports(before, after), (f"Version {old}", f"Version {new}")
    context = {
        "old": old,
        "new": new,
        "count": len(differences),
        "versions": published_reports.list_versions(round_),
        "groups": group_differences(differences, columns),
        "columns": columns,
    }
    return PageContent(template="board/comparison.html", context=context, title=f"Version {old} och {new}")


def may_read_sealed(user: Any, round_: Round) -> bool:
    """May the user read the version as adopted, with numbers that were hidden later?"""
    return Round.objects.worked_on_by(user).filter(pk=round_.pk).exists()
