"""Who changed what, from, to, when and why. No foreign keys: the log outlives what it tells about."""

from django.db import models


class AuditEvent(models.Model):
    """One act of one person. Holds the actor's id and role, never the name."""

    at = models.DateTimeField("när", auto_now_add=True, db_index=True)
    actor_id = models.BigIntegerField("vem", null=True)
    board_id = models.BigIntegerField("nämnd", null=True, db_index=True)
    action = models.CharField("händelse", max_length=60)
    object_type = models.CharField("vad", max_length=60)
    object_id = models.CharField("id", max_length=60, blank=True)
    before = models.JSONField("från", null=True)
    after = models.JSONField("till", null=True)
    reason = models.TextField("varför", blank=True)

    class Meta:
        verbose_name = "händelse"
        verbose_name_plural = "händelser"
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
