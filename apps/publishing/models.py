"""What a board has adopted, frozen: the report as bytes, and each rendered page of it."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from apps.core.constraints import limit_to_choices
from apps.organisation.models import Board, BoardOwned
from apps.publishing.publication_jobs.models import PublicationJob as PublicationJob
from apps.publishing.suppression.models import SuppressionFacts as SuppressionFacts
from apps.publishing.suppression.models import SuppressionYear as SuppressionYear
from apps.rounds.models import Round
from apps.texts.models import TextPicture


class Publication(BoardOwned):
    """One version of one adopted report. Never changed: a correction is a new version with its reason.

    ``report`` is the ``BoardReport`` as JSON, compressed with zlib; ``sha256`` is of the uncompressed JSON.
    ``headline`` repeats its light counts and the whole board's amounts, for lists and for lines over time.
    """

    round = models.ForeignKey(Round, verbose_name="rapport", on_delete=models.PROTECT, related_name="publications")
    version = models.PositiveIntegerField("version")
    report = models.BinaryField("rapport")
    sha256 = models.CharField("sha-256", max_length=64)
    headline = models.JSONField("huvudsiffror", default=dict)
    reason = models.TextField("skäl till rättelsen", blank=True)
    decision_date = models.DateField("beslutsdatum", null=True, blank=True)
    decision_paragraph = models.CharField("paragraf", max_length=20, blank=True)
    case_number = models.CharField("ärendenummer", max_length=60, blank=True)
    published_at = models.DateTimeField("publicerad", auto_now_add=True)

    class Meta:
        verbose_name = "publicering"
        verbose_name_plural = "publiceringar"
        ordering = ["round", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["round", "version"], name="publication_unique"),
            models.UniqueConstraint(fields=["id", "board"], name="publication_with_board"),
            models.CheckConstraint(condition=Q(version__gte=1), name="publication_version_from_one"),
            models.CheckConstraint(condition=Q(version=1) | ~Q(reason=""), name="publication_correction_has_reason"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="publication_sha256_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.round} version {self.version}"


class PublishedPicture(BoardOwned):
    """A picture that a version of a report shows. It stays as long as the version does, which is for ever."""

    publication = models.ForeignKey(
        Publication, verbose_name="publicering", on_delete=models.PROTECT, related_name="pictures"
    )
    picture = models.ForeignKey(TextPicture, verbose_name="bild", on_delete=models.PROTECT, related_name="publications")

    class Meta:
        verbose_name = "publicerad bild"
        verbose_name_plural = "publicerade bilder"
        constraints = [models.UniqueConstraint(fields=["publication", "picture"], name="publishedpicture_unique")]

    def __str__(self) -> str:
        return f"{self.publication}: {self.picture}"


class Reissue(BoardOwned):
    """A public version issued anew with more of it hidden, because a number of persons was too easily known.

    The publication itself stays sealed for those who may read drafts; everybody else reads the latest re-issue. Never
    changed. ``hidden`` are the cells that the sealed report shows and this one doesn't: indicator, year, tertial,
    area, gender, and ``point`` or ``forecast``.
    """

    publication = models.ForeignKey(
        Publication, verbose_name="publicering", on_delete=models.PROTECT, related_name="reissues"
    )
    number = models.PositiveIntegerField("nummer")
    report = models.BinaryField("rapport")
    sha256 = models.CharField("sha-256", max_length=64)
    headline = models.JSONField("huvudsiffror", default=dict)
    hidden = models.JSONField("dolda uppgifter", default=list)
    reason = models.TextField("skäl")
    reissued_at = models.DateTimeField("omutgiven", auto_now_add=True)

    class Meta:
        verbose_name = "omutgivning"
        verbose_name_plural = "omutgivningar"
        ordering = ["publication", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "number"], name="reissue_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="reissue_number_from_one"),
            models.CheckConstraint(condition=~Q(reason=""), name="reissue_has_reason"),
            models.CheckConstraint(condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="reissue_sha256_hex"),
        ]

    def __str__(self) -> str:
        return f"{self.publication}, omutgivning {self.number}"


class WithheldFigures(BoardOwned):
    """The numbers that were hidden when a report was published, as they were then. Never shown.

    A later and stricter limit has to know them, to tell what could be worked out. ``figures`` is JSON, compressed with
    zlib: pairs of an indicator's code and its ``Point``.
    """

    publication = models.OneToOneField(
        Publication, verbose_name="publicering", on_delete=models.PROTECT, related_name="withheld"
    )
    figures = models.BinaryField("tal")

    class Meta:
        verbose_name = "undanhållna tal"
        verbose_name_plural = "undanhållna tal"

    def __str__(self) -> str:
        return str(self.publication)


class PublicVersion(BoardOwned):
    """A publication as the public may read it: by its latest re-issue, if there is one. A view in the database.

    Every public page and address reads this, and never ``Publication``. ``sealed_sha256`` is of the original.
    """

    round = models.ForeignKey(Round, on_delete=models.DO_NOTHING, related_name="+")
    version = models.PositiveIntegerField()
    report = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    headline = models.JSONField()
    reason = models.TextField()
    decision_date = models.DateField(null=True)
    decision_paragraph = models.CharField(max_length=20)
    case_number = models.CharField(max_length=60)
    published_at = models.DateTimeField()
    reissued_at = models.DateTimeField(null=True)
    reissue_reason = models.TextField()
    hidden = models.PositiveIntegerField()
    sealed_sha256 = models.CharField(max_length=64)

    class Meta:
        managed = False
        db_table = "publishing_publicversion"
        ordering = ["round", "-version"]

    def __str__(self) -> str:
        return f"{self.round} version {self.version}"


class Follower(BoardOwned):
    """An address that gets an e-mail when the board publishes. Nothing is sent before its reader has said yes.

    ``latest_known`` is the key of the latest publication that the address knows of. Whoever leaves is deleted.
    """

    email = models.EmailField("e-post")
    requested_at = models.DateTimeField("begärd", auto_now=True)
    confirmed_at = models.DateTimeField("bekräftad", null=True, blank=True)
    latest_known = models.PositiveBigIntegerField("senaste publicering", default=0)

    class Meta:
        verbose_name = "följare"
        verbose_name_plural = "följare"
        constraints = [
            models.UniqueConstraint(fields=["board", "email"], name="follower_unique"),
            models.CheckConstraint(condition=Q(email=Lower("email")), name="follower_email_in_lower_case"),
        ]

    def __str__(self) -> str:
        return f"{self.board}: {self.pk}"


class RenderedPage(models.Model):
    """A page of a publication, rendered once and kept. ``build`` is the fingerprint of templates and static files.

    ``address`` is where it is read, without the host. A page names the board's other tertials, so it is good only while
    ``edition`` is still the board's own, which every publication raises. Throwing rows away costs time, nothing else.
    """

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="pages")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="+")
    address = models.CharField(max_length=400)
    page = models.CharField(max_length=200)
    build = models.CharField(max_length=64)
    edition = models.PositiveBigIntegerField()
    body = models.BinaryField()
    etag = models.CharField(max_length=64)

    class Meta:
        verbose_name = "färdig sida"
        verbose_name_plural = "färdiga sidor"
        constraints = [
            models.UniqueConstraint(fields=["address", "build"], name="renderedpage_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.page}"


class RenderedList(models.Model):
    """A page that lists boards, rendered once (``publishing.published_lists``). Throwing rows away costs time alone."""

    address = models.CharField(max_length=400)
    build = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=100)
    body = models.BinaryField()
    etag = models.CharField(max_length=64)

    class Meta:
        verbose_name = "färdig lista"
        verbose_name_plural = "färdiga listor"
        constraints = [
            models.UniqueConstraint(fields=["address", "build"], name="renderedlist_unique"),
        ]

    def __str__(self) -> str:
        return self.address


class SearchKind(models.TextChoices):
    """What can be searched for."""

    BOARD = "board", "Nämnder"
    GOAL = "goal", "Mål"
    INDICATOR = "indicator", "Indikatorer"
    AREA = "area", "Verksamheter"
    TEXT = "text", "Texter"
    FINDING = "finding", "Iakttagelser"


class SearchEntry(BoardOwned):
    """Something published that can be searched for (``publishing.search``): where it is read, and its text.

    ``period`` is year * 10 + tertial of the report where it is read. ``of_period`` is the same for what each report has
    its own of, 0 for what is found once. Made anew from the publications at any time.
    """

    kind = models.CharField(max_length=10, choices=SearchKind)
    key = models.CharField(max_length=200, db_collation="C")
    period = models.PositiveIntegerField()
    of_period = models.PositiveIntegerField(default=0)
    title = models.TextField()
    text = models.TextField(blank=True)
    page = models.CharField(max_length=20)
    code = models.CharField(max_length=100, blank=True)
    vector = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="swedish")
        + SearchVector("text", weight="B", config="swedish"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        verbose_name = "sökbar uppgift"
        verbose_name_plural = "sökbara uppgifter"
        constraints = [
            models.UniqueConstraint(fields=["board", "kind", "key", "of_period"], name="searchentry_unique"),
            limit_to_choices(SearchKind, "kind", "searchentry_kind_known"),
        ]
        indexes = [
            *(
                GinIndex(fields=["vector"], condition=models.Q(kind=kind), name=f"searchentry_{kind}_vector")
                for kind in ("board", "goal", "indicator", "area", "text", "finding")
            ),
            models.Index(fields=["kind", "-period"], name="searchentry_latest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.title}"


class SearchSpelling(models.Model):
    """A word of a published name, to be guessed where a search for another spelling finds nothing."""

    spelling = models.CharField(max_length=60, unique=True)
    forms = ArrayField(models.CharField(max_length=60))

    class Meta:
        verbose_name = "sökord"
        verbose_name_plural = "sökord"
        indexes = [GinIndex(fields=["forms"], name="searchspelling_forms")]

    def __str__(self) -> str:
        return self.spelling


class PublishedRecord(BoardOwned):
    """One thing that a board has published, as other systems read it: the latest word on it (``publishing.records``).

    ``document`` and ``line`` are its JSON and its line of CSV, made once. The other columns repeat what is filtered and
    sorted on; empty or 0 where the record has no such thing. ``kind`` and ``status`` hold what tells the rows of one
    resource apart, ``areas`` the service areas concerned with all above them, ``place`` the order of a list.
    Made anew from the publications at any time, so throwing these rows away loses nothing.
    """

    resource = models.CharField(max_length=20, db_collation="C")
    key = models.CharField(max_length=400, db_collation="C")
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(default=0)
    tertial = models.PositiveSmallIntegerField(default=0)
    area = models.CharField(max_length=100, default="", db_collation="C")
    areas = ArrayField(models.CharField(max_length=100), default=list)
    goal = models.CharField(max_length=100, default="", db_collation="C")
    indicator = models.CharField(max_length=100, default="", db_collation="C")
    kolada = models.CharField(max_length=20, default="", db_collation="C")
    kind = models.CharField(max_length=100, default="", db_collation="C")  # also codes of a board's own
    status = models.CharField(max_length=20, default="", db_collation="C")
    gender = models.CharField(max_length=1, default="", db_collation="C")
    light = models.CharField(max_length=10, default="", db_collation="C")
    changed_at = models.DateTimeField()
    place = models.CharField(max_length=600, db_collation="C")
    document = models.TextField()
    line = models.TextField()

    class Meta:
        verbose_name = "publicerad uppgift"
        verbose_name_plural = "publicerade uppgifter"
        constraints = [
            models.UniqueConstraint(fields=["resource", "key", "board"], name="publishedrecord_unique"),  # by key too
        ]
        indexes = [
            models.Index(fields=["resource", "place", "id"], name="publishedrecord_in_order"),
            models.Index(fields=["board", "resource", "year"], name="publishedrecord_of_board"),
            models.Index(
                fields=["resource", "indicator", "year", "tertial"],
                include=["board", "gender", "status"],
                name="publishedrecord_of_indicator",
            ),
            models.Index(
                fields=["resource", "kolada", "year"], condition=~Q(kolada=""), name="publishedrecord_by_kolada"
            ),
            models.Index(fields=["resource", "changed_at", "id"], name="publishedrecord_changed"),
            # Of the rows that have no value, or a light, so that a list of them needn't pass all others.
            models.Index(
                fields=["resource", "status", "place", "id"],
                condition=~Q(status="value"),
                name="publishedrecord_status",
            ),
            models.Index(
                fields=["resource", "light", "place", "id"], condition=~Q(light=""), name="publishedrecord_light"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.key}"


class RoundStatements(BoardOwned):
    """What a round states, thing by thing, as digests (``publishing.records.statement_digests``).

    A correction or a re-issue looks here for who else states what it has changed. A thing has the same place in each
    list. ``shape`` is of the fields that records have in the release that wrote it. Made anew with the records.
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="+")
    shape = models.CharField(max_length=64)
    names = ArrayField(models.TextField())
    publications = ArrayField(models.BigIntegerField())
    moments = ArrayField(models.DateTimeField())
    contents = ArrayField(models.TextField())

    class Meta:
        verbose_name = "rapportens uppgifter"
        verbose_name_plural = "rapporternas uppgifter"

    def __str__(self) -> str:
        return str(self.round)


class PublishedCount(BoardOwned):
    """How many records a board has, so that a nation's are summed. In ``publishing.records.count_cubes``."""

    resource = models.CharField(max_length=20, db_collation="C")
    cube = models.CharField(max_length=10, default="", db_collation="C")
    code = models.CharField(max_length=100, default="", db_collation="C")
    year = models.PositiveSmallIntegerField(default=0)
    tertial = models.PositiveSmallIntegerField(default=0)
    gender = models.CharField(max_length=1, default="", db_collation="C")
    kind = models.CharField(max_length=100, default="", db_collation="C")
    status = models.CharField(max_length=20, default="", db_collation="C")
    light = models.CharField(max_length=10, default="", db_collation="C")
    records = models.PositiveIntegerField()

    class Meta:
        verbose_name = "antal publicerade uppgifter"
        verbose_name_plural = "antal publicerade uppgifter"
        constraints = [
            models.UniqueConstraint(
                fields=["resource", "cube", "code", "board", "year", "tertial", "gender", "kind", "status", "light"],
                include=["records"],
                name="publishedcount_unique",
            )
        ]

    def __str__(self) -> str:
        return f"{self.resource} {self.year} T{self.tertial}: {self.records}"
