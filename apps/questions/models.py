"""Questions between the controller and a unit at a place of a report under way. They are never published.

This room stands above everything that publishes, so that nothing published can read it (``pyproject.toml``).
"""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.core.constraints import limit_to_choices
from apps.organisation.models import BoardOwned, ServiceArea
from apps.rounds.models import Round
from apps.texts.models import Chapter

MAX_LENGTH = 4_000  # signs of a question or a reply


class Addressee(models.TextChoices):
    """Who is to reply: those who report for the area, or the board's controllers and administrators."""

    UNIT = "unit", "verksamheten"
    CONTROLLER = "controller", "controllern"


class QuestionState(models.TextChoices):
    """An answered question can be closed, or be open again when its author asks on."""

    OPEN = "open", "väntar på svar"
    ANSWERED = "answered", "besvarad"
    CLOSED = "closed", "avslutad"


class Question(BoardOwned):
    """Fråga: at a section (``chapter`` and area), or at a row that is filled in (``key``) or a cell of it (``field``).

    ``place_name`` is what the place was called when the question was put, so that a list of many costs one query.
    """

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="questions")
    service_area = models.ForeignKey(ServiceArea, verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+")
    chapter = models.ForeignKey(
        Chapter, verbose_name="kapitel", on_delete=models.PROTECT, related_name="questions", null=True
    )
    key = models.CharField("rad", max_length=300, blank=True)
    field = models.CharField("fält", max_length=30, blank=True)
    place_name = models.TextField("plats")
    text = models.TextField("fråga")
    addressee = models.CharField("till", max_length=10, choices=Addressee)
    state = models.CharField("läge", max_length=8, choices=QuestionState, default=QuestionState.OPEN)
    by = models.ForeignKey("accounts.User", verbose_name="vem", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("när", default=timezone.now)
    closed_by = models.ForeignKey(
        "accounts.User", verbose_name="avslutad av", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    closed_at = models.DateTimeField("avslutad", null=True)

    class Meta:
        verbose_name = "fråga"
        verbose_name_plural = "frågor"
        ordering = ["round", "at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "board"], name="question_with_board"),
            models.CheckConstraint(
                condition=Q(chapter__isnull=False, key="", field="") | (Q(chapter__isnull=True) & ~Q(key="")),
                name="question_at_one_place",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="question_says_something"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True, closed_by__isnull=True)),
                name="question_closed_whole",
            ),
            limit_to_choices(Addressee, "addressee", "question_addressee_known"),
            limit_to_choices(QuestionState, "state", "question_state_known"),
        ]
        indexes = [models.Index(fields=["round", "key"], name="question_place")]

    def __str__(self) -> str:
        return self.place_name


class Reply(BoardOwned):
    """Svar: what somebody writes under a question, its author too."""

    question = models.ForeignKey(Question, verbose_name="fråga", on_delete=models.CASCADE, related_name="replies")
    text = models.TextField("svar")
    by = models.ForeignKey("accounts.User", verbose_name="vem", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("när", default=timezone.now)

    class Meta:
        verbose_name = "svar"
        verbose_name_plural = "svar"
        ordering = ["question", "at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="reply_says_something")]

    def __str__(self) -> str:
        return f"{self.question}, {self.at:%Y-%m-%d}"
