"""``manage.py sync_search``: what is searched, made anew from all publications."""

from apps.publishing.management.board_command import BoardCommand
from apps.publishing.search.services import forget_spellings, sync_search


class Command(BoardCommand):
    """Run after an upgrade that changes what can be searched for; harmless at any time."""

    help = "Gör om det som går att söka i ur alla publiceringar."
    job = staticmethod(sync_search)
    result = "uppgifter går att söka i."

    def prepare(self) -> None:
        forget_spellings()
