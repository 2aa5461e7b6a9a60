"""The round: one board's follow-up of one tertial, and the printed tables that its report holds."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from apps.audit.history import Versioned, track_history
from apps.core.choices import SignConvention
from apps.core.constraints import limit_to_choices, limit_to_valid_tertial
from apps.core.tertials import Tertial
from apps.organisation.models import BoardOwned
from apps.rounds.querysets import RoundQuerySet


class RoundState(models.TextChoices):
    """A round moves down this list, one step at a time."""

    PLANNED = "planned", "planerad"
    OPEN = "open", "öppen"
    SUBMITTED = "submitted", "inlämnad"
    APPROVED = "approved", "godkänd"
    ADOPTED = "adopted", "fastställd"


_CORRECTION_STATES = [RoundState.OPEN, RoundState.SUBMITTED, RoundState.APPROVED]


class Round(BoardOwned):
    """Board x tertial. ``data_version`` grows with every write, so that what is built from it can tell its age.

    A correction leaves ``state`` at adopted, so that readers keep the published version, and goes through the same
    steps in ``correction_state``.
    """

    year = models.PositiveSmallIntegerField("år")
    tertial = models.PositiveSmallIntegerField("tertial")
    state = models.CharField("läge", max_length=10, choices=RoundState, default=RoundState.PLANNED)
    deadline = models.DateField("sista dag", null=True, blank=True)
    source_title = models.CharField("källa", max_length=250, blank=True)
    texts_are_summaries = models.BooleanField("texterna är andras sammanfattning", default=False, db_default=False)
    decision_date = models.DateField("beslutsdatum", null=True, blank=True)
    decision_paragraph = models.CharField("paragraf", max_length=20, blank=True)
    case_number = models.CharField("ärendenummer", max_length=60, blank=True)
    shared_with_board = models.BooleanField("förtroendevalda får läsa utkastet", default=False, db_default=False)
    correction_state = models.CharField(
        "rättelsens läge", max_length=10, choices=RoundState, blank=True, default="", db_default=""
    )
    correction_reason = models.TextField("skäl till rättelsen", blank=True, default="", db_default="")
    data_version = models.PositiveBigIntegerField(default=1, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = "uppföljningstillfälle"
        verbose_name_plural = "uppföljningstillfällen"
        ordering = ["-year", "-tertial"]
        constraints = [
            models.UniqueConstraint(fields=["board", "year", "tertial"], name="round_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="round_with_board"),
            limit_to_valid_tertial("round_tertial_valid"),
            limit_to_choices(RoundState, "state", "round_state_known"),
            models.CheckConstraint(
                condition=Q(correction_state="", correction_reason="")
                | (Q(state="adopted", correction_state__in=_CORRECTION_STATES) & ~Q(correction_reason="")),
                name="round_correction_whole",
            ),
        ]

    @property
    def stage(self) -> RoundState:
        """Where the work stands: of the correction while there is one, else of the round."""
        return RoundState(self.correction_state or self.state)

    @property
    def period(self) -> Tertial:
        """Year and tertial as one value."""
        return Tertial(self.year, self.tertial)

    def __str__(self) -> str:
        return f"{self.board} {self.period.label}"


class AreaSubmission(BoardOwned):
    """A service area has handed in its part, with all that lies below it. Handing it back takes the row away."""

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="submissions")
    service_area = models.ForeignKey(
        "organisation.ServiceArea", verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+"
    )
    by = models.ForeignKey("accounts.User", verbose_name="vem", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField("när", auto_now_add=True)

    class Meta:
        verbose_name = "inlämnad del"
        verbose_name_plural = "inlämnade delar"
        ordering = ["round", "at"]
        constraints = [models.UniqueConstraint(fields=["round", "service_area"], name="areasubmission_unique")]

    def __str__(self) -> str:
        return f"{self.service_area}, {self.round}"


class StoredCounts(BoardOwned):
    """What a round expects and has reported of each area (``entry.progress.stored_counts``), as of ``data_version``.

    Throwing rows away costs time, nothing else.
    """

    round = models.OneToOneField(Round, on_delete=models.CASCADE, related_name="+")
    data_version = models.PositiveBigIntegerField()
    release = models.CharField(max_length=64)
    counts = models.JSONField()

    class Meta:
        verbose_name = "räknade uppgifter"
        verbose_name_plural = "räknade uppgifter"

    def __str__(self) -> str:
        return str(self.round)


class CellDraft(BoardOwned):
    """What someone typed that could not be taken, as it was typed. Each writer has their own."""

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="drafts")
    key = models.CharField("cell", max_length=300)
    field = models.CharField("fält", max_length=30)
    raw = models.TextField("som det skrevs")
    status = models.CharField("läge", max_length=10)
    message = models.TextField("varför")
    version = models.BigIntegerField("versionen som skribenten såg", default=0)
    by = models.ForeignKey("accounts.User", verbose_name="vem", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField("när", auto_now=True)

    class Meta:
        verbose_name = "utkast till cell"
        verbose_name_plural = "utkast till celler"
        ordering = ["round", "key", "field", "at"]
        constraints = [
            models.UniqueConstraint(fields=["round", "key", "field", "by"], name="celldraft_unique"),
            models.CheckConstraint(condition=Q(status__in=["invalid", "stale"]), name="celldraft_status_known"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.field}"


class FilledCell(BoardOwned):
    """What a file or a system last gave for a cell, and who has looked at what the cell holds since.

    ``values`` are the columns of the cell as the source gave them. A cell without ``confirmed_at`` waits for a person.
    """

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="filled_cells")
    key = models.CharField("cell", max_length=300)
    field = models.CharField("fält", max_length=30)
    source = models.CharField("fil eller system", max_length=250)
    values = models.JSONField("källans uppgift")
    filled_at = models.DateTimeField("ifylld", default=timezone.now)
    confirmed_by = models.ForeignKey(
        "accounts.User", verbose_name="granskad av", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField("granskad", null=True)

    class Meta:
        verbose_name = "cell ifylld ur källa"
        verbose_name_plural = "celler ifyllda ur källor"
        ordering = ["round", "key", "field"]
        constraints = [models.UniqueConstraint(fields=["round", "key", "field"], name="filledcell_unique")]

    def __str__(self) -> str:
        return f"{self.key} {self.field}"


class SentReminder(models.Model):
    """A reminder that has gone out, so that nobody gets it twice."""

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey("accounts.User", verbose_name="till", on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField("tillfälle", max_length=60)
    at = models.DateTimeField("när", auto_now_add=True)

    class Meta:
        verbose_name = "skickad påminnelse"
        verbose_name_plural = "skickade påminnelser"
        constraints = [models.UniqueConstraint(fields=["round", "user", "occasion"], name="sentreminder_unique")]

    def __str__(self) -> str:
        return f"{self.occasion} {self.round}"


class AmountUnit(models.TextChoices):
    """The unit that amounts are written in. Inside, everything is whole kronor."""

    KR = "kr", "kr"
    TKR = "tkr", "tkr"
    MNKR = "mnkr", "mnkr"


class VarianceSign(models.TextChoices):
    """What a plus in the source's variance column means. Inside, plus is always a surplus."""

    PLUS_IS_SURPLUS = "plus_is_surplus", "plus är överskott"
    PLUS_IS_DEFICIT = "plus_is_deficit", "plus är underskott"


class SourceTable(BoardOwned):
    """A table as printed in a report. The first in order is the main one where two tables tell the same thing."""

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="tables")
    code = models.SlugField("kod", max_length=80)
    title = models.CharField("rubrik", max_length=250)
    position = models.PositiveIntegerField("ordning")
    unit = models.CharField("enhet", max_length=5, choices=AmountUnit)
    sign = models.CharField("tecken", max_length=20, choices=SignConvention)
    variance_sign = models.CharField("avvikelse", max_length=20, choices=VarianceSign)
    published_cells = models.PositiveIntegerField("tryckta siffror", null=True, blank=True)
    note = models.TextField("anmärkning", blank=True)

    class Meta:
        verbose_name = "tabell"
        verbose_name_plural = "tabeller"
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="sourcetable_code_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="sourcetable_with_board"),
            models.UniqueConstraint(fields=["round", "position"], name="sourcetable_position_unique"),
            limit_to_choices(AmountUnit, "unit", "sourcetable_unit_known"),
            limit_to_choices(SignConvention, "sign", "sourcetable_sign_known"),
            limit_to_choices(VarianceSign, "variance_sign", "sourcetable_variance_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Topic(models.TextChoices):
    """What a comment is about. A summary is the report's own, of the whole board: one text without cause or action."""

    OPERATING = "operating", "drift"
    INVESTMENT = "investment", "investering"
    FORECAST = "forecast", "prognos"
    STAFF = "staff", "personal"
    EVENT = "event", "händelse"
    QUALITY = "quality", "kvalitet"
    SUMMARY = "summary", "sammanfattning"


COMMENT_TOPICS = tuple(topic for topic in Topic if topic != Topic.SUMMARY)
"""What areas comment on; the summary stands by itself."""


@track_history("round", "service_area", "topic")
class Comment(Versioned, BoardOwned):
    """Why it went as it did, for the whole board or one service area: text, cause and action.

    What ``is_rich`` is Markdown (``core.rich_text.typed_texts``), any other text is read as it stands.
    """

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="comments")
    service_area = models.ForeignKey(
        "organisation.ServiceArea", verbose_name="verksamhet", on_delete=models.PROTECT, related_name="+"
    )
    topic = models.CharField("ämne", max_length=12, choices=Topic)
    heading = models.CharField("rubrik", max_length=250, blank=True)
    text = models.TextField("text", blank=True)
    cause = models.TextField("orsak", blank=True)
    action = models.TextField("åtgärd", blank=True)
    text_is_rich = models.BooleanField("texten har formatering", default=False, db_default=False)
    cause_is_rich = models.BooleanField("orsaken har formatering", default=False, db_default=False)
    action_is_rich = models.BooleanField("åtgärden har formatering", default=False, db_default=False)
    position = models.PositiveIntegerField("ordning", default=0)

    class Meta:
        verbose_name = "kommentar"
        verbose_name_plural = "kommentarer"
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "service_area", "topic", "heading"], name="comment_unique", nulls_distinct=False
            ),
            models.CheckConstraint(condition=~Q(text="") | ~Q(cause="") | ~Q(action=""), name="comment_says_something"),
            limit_to_choices(Topic, "topic", "comment_topic_known"),
            models.CheckConstraint(
                condition=~Q(topic="summary") | Q(heading="", cause="", action=""), name="comment_summary_is_one_text"
            ),
        ]

    def __str__(self) -> str:
        return self.heading or self.get_topic_display()
