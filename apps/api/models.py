"""Systems that read and write on a board's behalf, and their tokens."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from knox.models import AbstractAuthToken

from apps.organisation.models import BoardOwned


class TokenScope(models.TextChoices):
    """What a token allows. The label stands on the screen."""

    READ = "read", "läsa nämndens publicerade uppgifter, också när de inte är publika"
    OUTCOMES = "outcomes", "skriva utfall för indikatorer"
    ECONOMY = "economy", "skriva budget, utfall och prognos"
    FILES = "files", "skicka in filer, som kan ändra hela rapporten"


class ServiceAccount(BoardOwned):
    """A system that a board trusts. It acts as a user of its own, who can't log in and has a role on the board."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="service_account")
    name = models.CharField("namn", max_length=100)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField("skapat", auto_now_add=True)

    class Meta:
        verbose_name = "systemkonto"
        verbose_name_plural = "systemkonton"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["board", "name"], name="serviceaccount_name_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class AccessToken(AbstractAuthToken):
    """A token of a service account: only its SHA-512 is kept. It always expires, and revoking deletes it."""

    user = models.ForeignKey(  # knox reads the others of the same user by this name
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="auth_token_set"
    )
    name = models.CharField("namn", max_length=100)
    scopes = ArrayField(models.CharField(max_length=20, choices=TokenScope), verbose_name="får")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "nyckel"
        verbose_name_plural = "nycklar"
        ordering: ClassVar = ["-created"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(expiry__isnull=False), name="accesstoken_expires"),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=TokenScope.values) & ~Q(scopes=[]), name="accesstoken_scopes_known"
            ),
        ]


class IdempotentCall(models.Model):
    """A call that was carried out, and its answer: the same key again gets the same answer and does nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.BinaryField()
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "utfört anrop"
        verbose_name_plural = "utförda anrop"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotentcall_unique")]

    def __str__(self) -> str:
        return self.key
