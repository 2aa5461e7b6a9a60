"""People and what they are to a board."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from apps.accounts.roles import Reminder, Role
from apps.core.constraints import limit_to_choices
from apps.organisation.models import Board, ServiceArea

SYSTEM_DOMAIN = "systemkonto.invalid"  # nobody's address: a system gets no mail and can't log in


class UserManager(BaseUserManager["User"]):
    """Makes users by e-mail."""

    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """A user without any role. ``ValueError`` without an e-mail."""
        if not email:
            raise ValueError("En användare behöver en e-postadress.")
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        """A user who may do everything in the Django admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):
    """Someone who can log in, by e-mail."""

    email = models.EmailField("e-post", unique=True)
    name = models.CharField("namn", max_length=150, blank=True)
    is_staff = models.BooleanField("får använda Djangos admin", default=False)
    is_active = models.BooleanField("aktiv", default=True)
    created_at = models.DateTimeField("skapad", auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        verbose_name = "användare"
        verbose_name_plural = "användare"

    def __str__(self) -> str:
        return self.name or self.email


class RememberedAttempt(models.Model):
    """A row of Django's cache, where log-in attempts and used one-time codes are remembered for a few minutes.

    Django's ``DatabaseCache`` reads and writes it, in its own columns; ``value`` is the cache's business alone.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "försök att logga in"
        verbose_name_plural = "försök att logga in"

    def __str__(self) -> str:
        return self.cache_key


class MutedReminder(models.Model):
    """A kind of reminder that someone has switched off."""

    user = models.ForeignKey(User, verbose_name="användare", on_delete=models.CASCADE, related_name="muted_reminders")
    kind = models.CharField("slag", max_length=16, choices=Reminder)

    class Meta:
        verbose_name = "avstängd påminnelse"
        verbose_name_plural = "avstängda påminnelser"
        constraints = [
            models.UniqueConstraint(fields=["user", "kind"], name="mutedreminder_unique"),
            limit_to_choices(Reminder, "kind", "mutedreminder_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"


class Membership(models.Model):
    """One person's role on one board. A reporter writes only for the service areas given."""

    user = models.ForeignKey(User, verbose_name="användare", on_delete=models.CASCADE, related_name="memberships")
    board = models.ForeignKey(Board, verbose_name="nämnd", on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField("roll", max_length=16, choices=Role)
    service_areas = models.ManyToManyField(ServiceArea, verbose_name="verksamheter", blank=True, related_name="+")

    class Meta:
        verbose_name = "medlemskap"
        verbose_name_plural = "medlemskap"
        constraints = [
            models.UniqueConstraint(fields=["user", "board", "role"], name="membership_unique"),
            limit_to_choices(Role, "role", "membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} i {self.board}"
