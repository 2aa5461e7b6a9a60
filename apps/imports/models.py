"""Files that people send in, the jobs that read them, and where every applied figure came from."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone

from apps.core.constraints import limit_to_choices
from apps.organisation.models import BoardOwned
from apps.rounds.models import Round

CONTENT_PART_BYTES = 4_000_000  # of a file, in one statement
MAX_HEARTBEAT_AGE = timedelta(seconds=90)


class FileKind(models.TextChoices):
    """What a file was taken for."""

    REPORT = "report", "ifylld mall"
    LEDGER = "ledger", "utdrag ur ekonomisystem"
    SIE = "sie", "SIE-fil"
    OUTCOMES = "outcomes", "utfall ur personal- eller verksamhetssystem"


TABLE_KINDS = (FileKind.LEDGER, FileKind.OUTCOMES)
"""The kinds of a foreign table, which a person may say it is; the other kinds the file says itself."""


class EmptiedReason(models.TextChoices):
    """Why a file's bytes are gone. The label ends the sentence ”Filen är borttagen”."""

    DISCARDED = "discarded", "den kastades"
    EXPIRED = "expired", "ingen läste in den inom en vecka"


class UploadedFile(BoardOwned):
    """A file as it was sent in, kept as bytes in the database: it is what an applied figure points at.

    One that nobody applied is emptied, and has ``emptied_at`` and why; name, size and checksum remain.
    """

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("namn", max_length=200)
    kind = models.CharField("slag", max_length=8, choices=FileKind)
    sha256 = models.CharField("sha-256", max_length=64)
    size = models.PositiveIntegerField("storlek")
    content = models.BinaryField("innehåll")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField("inskickad", auto_now_add=True)
    emptied_at = models.DateTimeField("borttagen", null=True)
    emptied_why = models.CharField("varför borttagen", max_length=9, choices=EmptiedReason, blank=True)

    class Meta:
        verbose_name = "inskickad fil"
        verbose_name_plural = "inskickade filer"
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            limit_to_choices(FileKind, "kind", "uploadedfile_kind_known"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="uploadedfile_sha256_hex"),
            models.CheckConstraint(
                condition=Q(emptied_at=None, emptied_why="") & ~Q(content=b"")
                | Q(emptied_at__isnull=False, emptied_why__in=EmptiedReason.values, content=b""),
                name="uploadedfile_emptied_with_reason",
            ),
            models.UniqueConstraint(fields=["id", "board"], name="uploadedfile_with_board"),
        ]

    def read_content(self) -> bytes:
        """The bytes, from the database. They are not stored on the object: a large file is in memory once.

        Part by part, since the connection's buffer grows to twice the largest answer, and never shrinks.
        """
        found, own = bytearray(), UploadedFile.objects.filter(pk=self.pk)
        for start in range(0, max(self.size, 1), CONTENT_PART_BYTES):
            places = F("content"), start + 1, CONTENT_PART_BYTES
            part = Func(*places, function="substring", output_field=models.BinaryField())
            found += own.values_list(part, flat=True).get()
        return bytes(found)

    def __str__(self) -> str:
        return self.name


class JobState(models.TextChoices):
    """How far a file has come. The label stands on the screen."""

    MAPPING = "mapping", "väntar på koppling"
    WAITING = "waiting", "väntar"
    READING = "reading", "läses"
    REFUSED = "refused", "gick inte att läsa"
    PREVIEW = "preview", "klar att granska"
    APPLYING = "applying", "läses in"
    APPLIED = "applied", "inläst"
    DISCARDED = "discarded", "kastad"


RUNNING_STATES = (JobState.READING, JobState.APPLYING)


class ImportJob(BoardOwned):
    """One file on its way in. ``done`` of ``total`` steps; ``result`` is the preview, or what was applied, as JSON.

    ``seen`` is what each cell that the file would change held when the preview was made, and ``choices`` what the
    person who applies it has chosen: ``PreviewedCells`` and ``ApplyChoices`` of ``imports.merge.cell_decisions``.
    A job whose worker has died stays in its state with an old ``heartbeat_at``; nothing has then been applied, since
    everything is applied in one transaction that also moves the job to ``applied``.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file = models.ForeignKey(UploadedFile, verbose_name="fil", on_delete=models.PROTECT, related_name="jobs")
    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.PROTECT, related_name="+")
    state = models.CharField("läge", max_length=10, choices=JobState, default=JobState.WAITING)
    done = models.PositiveIntegerField("gjort", default=0)
    total = models.PositiveIntegerField("av", default=0)
    message = models.CharField("vad som görs", max_length=300, blank=True)
    mapping = models.JSONField("koppling", null=True)
    result = models.JSONField("resultat", null=True)
    seen = models.JSONField("vad som stod vid granskningen", null=True)
    choices = models.JSONField("val", null=True)
    heartbeat_at = models.DateTimeField("livstecken", default=timezone.now)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("skapat", auto_now_add=True)

    class Meta:
        verbose_name = "inläsning"
        verbose_name_plural = "inläsningar"
        ordering = ["-created_at", "-id"]
        constraints = [
            limit_to_choices(JobState, "state", "importjob_state_known"),
            models.UniqueConstraint(fields=["id", "board"], name="importjob_with_board"),
        ]
        indexes = [models.Index(fields=["round", "-created_at"], name="importjob_round")]

    @property
    def is_running(self) -> bool:
        """Is someone at work with it, or will be?"""
        return (self.state in RUNNING_STATES or self.state == JobState.WAITING) and not self.is_interrupted

    @property
    def is_interrupted(self) -> bool:
        """Did its worker die? Then nothing has been applied."""
        return self.state in RUNNING_STATES and timezone.now() - self.heartbeat_at > MAX_HEARTBEAT_AGE

    @property
    def may_be_discarded(self) -> bool:
        """Can its file be thrown away? Not once it is applied, nor while it is."""
        if self.state == JobState.APPLYING:
            return self.is_interrupted
        return self.state not in (JobState.APPLIED, JobState.DISCARDED)

    def __str__(self) -> str:
        return f"{self.file}: {self.get_state_display()}"


class AppliedFigure(BoardOwned):
    """A cell that a file changed: which row of the report, from what to what, and where in the file it stood.

    ``sheet`` and ``key`` name the row as the import format does; ``row`` counts from 1. A figure that is the sum of
    many rows of a ledger points at the first and tells ``rows``.
    """

    job = models.ForeignKey(ImportJob, verbose_name="inläsning", on_delete=models.PROTECT, related_name="figures")
    sheet = models.CharField("blad", max_length=40)
    key = models.CharField("rad i rapporten", max_length=400)
    column = models.CharField("kolumn", max_length=40)
    source = models.CharField("fil och blad", max_length=250)
    row = models.PositiveIntegerField("rad i filen", null=True)
    rows = models.PositiveIntegerField("antal rader", default=1)
    old = models.TextField("från", blank=True)
    new = models.TextField("till", blank=True)

    class Meta:
        verbose_name = "inläst uppgift"
        verbose_name_plural = "inlästa uppgifter"
        ordering = ["job", "id"]
        indexes = [models.Index(fields=["board", "sheet", "key"], name="appliedfigure_row")]

    def __str__(self) -> str:
        return f"{self.sheet} {self.key} {self.column}"


class IssuedTemplate(BoardOwned):
    """A template as it was downloaded. Its id stands in the workbook, so that what people changed in it can be told
    from what has changed here since.

    ``sheets`` are the rows as text, JSON packed with zlib.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="+")
    sheets = models.BinaryField("blad")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField("hämtad", auto_now_add=True)

    class Meta:
        verbose_name = "hämtad mall"
        verbose_name_plural = "hämtade mallar"
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"Mall, {self.round}"


class LedgerMapping(BoardOwned):
    """How the board's economy system writes its extract, saved for next time."""

    settings = models.JSONField("koppling")
    saved_at = models.DateTimeField("sparad", auto_now=True)

    class Meta:
        verbose_name = "koppling till ekonomisystem"
        verbose_name_plural = "kopplingar till ekonomisystem"
        constraints = [models.UniqueConstraint(fields=["board"], name="ledgermapping_one_each")]

    def __str__(self) -> str:
        return f"Koppling, {self.board}"


class OutcomeMapping(BoardOwned):
    """How a board's HR or case system writes a table of outcomes, saved for next time.

    ``headings`` is a digest of those of the chosen columns but for their periods: a board has many such systems, and a
    file is read as the last one with the same headings was. The mapping for a system's next period replaces its last.
    """

    headings = models.CharField("rubrikernas avtryck", max_length=32)
    settings = models.JSONField("koppling")
    saved_at = models.DateTimeField("sparad", auto_now=True)

    class Meta:
        verbose_name = "koppling till personal- eller verksamhetssystem"
        verbose_name_plural = "kopplingar till personal- eller verksamhetssystem"
        ordering = ["-saved_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["board", "headings"], name="outcomemapping_one_each")]

    def __str__(self) -> str:
        return f"Koppling av utfall, {self.board}"


class DocxFile(BoardOwned):
    """A Word report that somebody has dropped in: its text as it was read, until it is put in chapters or thrown away.

    ``report`` is a ``DocxReport`` as JSON; the file's own bytes are not kept. ``placed`` tells, once it is
    ``applied_at``, where each piece went: its ``title``, and ``where`` or ``why`` it is nowhere, in Swedish.
    """

    public_id = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.CASCADE, related_name="+")
    name = models.CharField("namn", max_length=200)
    sha256 = models.CharField("sha-256", max_length=64)
    report = models.JSONField("text")
    placed = models.JSONField("placerat", null=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField("inskickad", auto_now_add=True)
    applied_at = models.DateTimeField("inläst", null=True)

    class Meta:
        verbose_name = "Word-rapport"
        verbose_name_plural = "Word-rapporter"
        ordering = ["-uploaded_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at=None, placed=None) | Q(applied_at__isnull=False, placed__isnull=False),
                name="docxfile_applied_with_places",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PlanFile(BoardOwned):
    """A board's plan as a workbook on its way in: kept until it is applied or thrown away, with what it would change.

    ``holds_from`` is the label of the period that its changes hold from, empty where they mend mistakes; ``digest`` of
    what the preview in ``result`` showed.
    """

    public_id = models.UUIDField("id", default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField("namn", max_length=200)
    sha256 = models.CharField("sha-256", max_length=64)
    content = models.BinaryField("innehåll")
    year = models.PositiveSmallIntegerField("planens år")
    holds_from = models.CharField("gäller från", max_length=10, blank=True)
    decision = models.CharField("beslut", max_length=200, blank=True)
    clears = models.BooleanField("tomma celler tömmer", default=False)
    result = models.JSONField("resultat", null=True)
    digest = models.CharField("avtryck av granskningen", max_length=64, blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField("inskickad", auto_now_add=True)
    applied_at = models.DateTimeField("inläst", null=True)

    class Meta:
        verbose_name = "plan som arbetsbok"
        verbose_name_plural = "planer som arbetsböcker"
        ordering = ["-uploaded_at", "-id"]
        constraints = [models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="planfile_sha256_hex")]

    def __str__(self) -> str:
        return self.name
