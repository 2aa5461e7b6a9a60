"""A correction in short, for tests that are about what comes of it: opened, written in, approved and published."""

from collections.abc import Iterator
from contextlib import contextmanager

from apps.publishing.services import publish
from apps.rounds.models import Round


@contextmanager
def correction(round_: Round, reason: str = "Fel i underlaget.") -> Iterator[None]:
    """What is written inside is published as the adopted round's next version."""
    stored = Round.objects.filter(pk=round_.pk)
    stored.update(correction_state="open", correction_reason=reason)
    yield
    stored.update(correction_state="approved")
    publish(round_=stored.select_related("board__municipality").get(), by=None)
    round_.refresh_from_db()
