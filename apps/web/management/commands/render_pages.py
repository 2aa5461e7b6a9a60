"""``manage.py render_pages``: every page of every published report rendered and stored before anyone asks for it."""

from apps.publishing.management.board_command import BoardCommand
from apps.web.stored_pages import render_board_pages


class Command(BoardCommand):
    """Run after an upgrade, so that nobody waits for a page; harmless at any time. Stored pages are left alone."""

    help = "Gör publicerade sidor färdiga i förväg, så att ingen läsare väntar på dem."
    job = staticmethod(render_board_pages)
    result = "sidor gjordes."
