"""``manage.py sync_records``: the rows that other systems read, made to agree with all publications."""

from apps.publishing.management.board_command import BoardCommand
from apps.publishing.records.services import sync_records


class Command(BoardCommand):
    """Run after an upgrade that changes what a row holds; harmless at any time."""

    help = "Gör om de publicerade uppgifterna (API:ets rader) ur alla publiceringar."
    job = staticmethod(sync_records)
    result = "rader ändrades."
