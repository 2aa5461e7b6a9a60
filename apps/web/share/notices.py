"""The e-mails to those who follow a board: the question that must be answered first, and what is published."""

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse

from apps.organisation.models import Board
from apps.publishing.models import Follower, PublicVersion
from apps.web.links import ReportAddress
from apps.web.page_header import format_document_name

DAYS_TO_CONFIRM = 7
_SALT = "namndkollen.follower"


def build_token(follower: Follower) -> str:
    """The follower as a word that only we can make, for addresses in e-mail."""
    return signing.dumps(follower.pk, salt=_SALT)


def find_follower(board: Board, token: str, days: int | None = None) -> Follower | None:
    """The follower of the board whom the word is about; None for another's, a forged or a too old one."""
    try:
        key = signing.loads(token, salt=_SALT, max_age=days and days * 24 * 60 * 60)
    except signing.BadSignature:
        return None
    return Follower.objects.filter(pk=key, board=board).first()


def build_question(follower: Follower, board: Board) -> EmailMessage:
    """The first e-mail: nothing more is sent unless its reader says yes."""
    name = _format_board(board)
    lines = [
        "Hej!",
        "",
        f"Någon har bett att den här adressen ska få e-post när {name} publicerar en rapport.",
        "Vill du ha det? Öppna länken och svara ja. Den gäller i sju dagar:",
        _build_url("follow_yes", board, follower),
        "",
        "Vill du inte? Då behöver du inte göra något. Adressen tas bort.",
    ]
    return EmailMessage(f"Vill du följa {name}?", "\n".join(lines), to=[follower.email])


def build_notice(follower: Follower, version: PublicVersion) -> EmailMessage:
    """What is published, in the report's own sentences, with the way to it and the way out."""
    board = version.round.board
    document = format_document_name(version.round.period)
    what = f"{document}, rättelse (version {version.version})" if version.version > 1 else document
    leave = _build_url("follow_no", board, follower)
    lines = [
        "Hej!",
        "",
        f"{_format_board(board)} har publicerat: {what}.",
        *([f"Varför den rättades: {version.reason}"] if version.reason else []),
        "",
        *(version.headline.get("overview") or ()),
        "",
        "Läs rapporten:",
        f"{settings.SITE_URL}{ReportAddress.for_round(version.round).url()}",
        "",
        "Du får det här för att du följer nämnden. Vill du inte ha mer e-post?",
        leave,
    ]
    headers = {"List-Unsubscribe": f"<{leave}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return EmailMessage(f"{board}: {what}", "\n".join(lines), to=[follower.email], headers=headers)


def _format_board(board: Board) -> str:
    """The board as it is named in a sentence."""
    return f"{board.name} i {board.municipality.name}"


def _build_url(name: str, board: Board, follower: Follower) -> str:
    where = [board.municipality.slug, board.slug, build_token(follower)]
    return settings.SITE_URL + reverse(name, args=where)
