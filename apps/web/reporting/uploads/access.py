"""Who may open ``…/fil/``: those who report for the whole board. Also finds the job in the address."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from apps.imports.models import ImportJob
from apps.rounds import selectors
from apps.rounds.models import Round, RoundState
from apps.web.links import ReportAddress


@dataclass(frozen=True, slots=True)
class UploadRound:
    """The round that files are sent to, and the addresses of its pages."""

    round: Round

    @property
    def is_open(self) -> bool:
        return bool(self.round.stage == RoundState.OPEN)

    def url(self, name: str = "uploads", **more: Any) -> str:
        """A page by its URL name."""
        return ReportAddress.for_round(self.round).url(name, **more)

    @property
    def reporting(self) -> str:
        return self.url("reporting_round")


def require_upload_round(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page of files for those who report for the whole board; 404 for everyone else."""

    @wraps(view)
    def answer(
        request: HttpRequest, municipality: str, board: str, year: int, tertial: int, **more: Any
    ) -> HttpResponseBase:
        round_ = selectors.find_round_to_fill(request.user, municipality, board, year, tertial)
        if round_ is None:
            raise Http404
        return view(request, UploadRound(round_), **more)

    return never_cache(login_required(answer))


def find_job(where: UploadRound, public_id: Any) -> ImportJob:
    """A job of the round, without the bytes of its file. 404 for another's."""
    jobs = ImportJob.objects.filter(round=where.round, public_id=public_id).select_related("file")
    found = jobs.defer("file__content").first()
    if found is None:
        raise Http404
    found.round = where.round
    return found
