"""Reports that were published before their source was kept: it is frozen now, as near the publication as can be."""

import zlib
from collections.abc import Iterator
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.publishing.models import Publication, PublicVersion
from apps.publishing.report_json import encode_report
from apps.publishing.services import build_round_report, suppress_built_report
from apps.report.frozen_source import freeze_source
from apps.report.models import ReportSource
from apps.rounds.models import Round, RoundState


class BackfilledSource(NamedTuple):
    """A round whose source was frozen now, and whether the report built from it is the published one to the byte."""

    round: Round
    is_same: bool


def backfill_missing_sources() -> Iterator[BackfilledSource]:
    """Freeze the source of each adopted round that has none, one transaction each. Running it again does nothing."""
    rounds = Round.objects.filter(
        ~Exists(ReportSource.objects.filter(round=OuterRef("pk"))), state=RoundState.ADOPTED, publications__isnull=False
    )
    for round_ in rounds.select_related("board__municipality").distinct().order_by("pk"):
        with transaction.atomic():
            publication = Publication.objects.filter(round=round_).latest("version")
            draft = build_round_report(round_)
            freeze_source(rows=draft.rows, references=draft.before.as_references(), version=publication.version)
        public = PublicVersion.objects.get(pk=publication.pk)
        yield BackfilledSource(
            round_, encode_report(suppress_built_report(draft, round_.board)) == zlib.decompress(public.report)
        )
