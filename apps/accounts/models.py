"""People and what they are to a board."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models

from apps.accounts.roles import Reminder, Role
from apps.core.constraints import limit_to_choices
from apps.organisation.models import Board, Municipality, ServiceArea

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
            models.UniqueConstraint(fields=["id", "board"], name="membership_with_board"),
            models.UniqueConstraint(fields=["id", "user"], name="membership_with_user"),
            limit_to_choices(Role, "role", "membership_role_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} i {self.board}"


class Substitution(models.Model):
    """Someone has another person's role on a board, both days included. It ends by itself, or with the role.

    ``absent`` is the membership's own user: the database holds it to that, and to another than the substitute.
    """

    membership = models.ForeignKey(
        Membership, verbose_name="roll", on_delete=models.CASCADE, related_name="substitutions"
    )
    board = models.ForeignKey(Board, verbose_name="nämnd", on_delete=models.CASCADE, related_name="+")
    absent = models.ForeignKey(User, verbose_name="ersätts", on_delete=models.CASCADE, related_name="+")
    substitute = models.ForeignKey(
        User, verbose_name="ersättare", on_delete=models.CASCADE, related_name="substitutions"
    )
    starts_on = models.DateField("från och med")
    ends_on = models.DateField("till och med")

    class Meta:
        verbose_name = "ersättare"
        verbose_name_plural = "ersättare"
        ordering = ["starts_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["membership", "substitute", "starts_on"], name="substitution_unique"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")), name="substitution_days_in_order"
            ),
            models.CheckConstraint(
                condition=~models.Q(absent=models.F("substitute")), name="substitution_of_another_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.substitute} ersätter {self.absent}"


class MunicipalityAdministrator(models.Model):
    """Who looks after all boards of a municipality, those that come later too, and what they share."""

    user = models.ForeignKey(
        User, verbose_name="användare", on_delete=models.CASCADE, related_name="administered_municipalities"
    )
    municipality = models.ForeignKey(
        Municipality, verbose_name="kommun", on_delete=models.CASCADE, related_name="administrators"
    )

    class Meta:
        verbose_name = "kommunadministratör"
        verbose_name_plural = "kommunadministratörer"
        constraints = [
            models.UniqueConstraint(fields=["user", "municipality"], name="municipalityadministrator_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.user} i {self.municipality}"


class HeldRole(models.Model):
    """A role that someone has on a board today: their own, another's as substitute, or by the municipality's.

    A view in the database. Whatever asks what a person may do asks this, and only those who give roles ask what it is
    made of. ``membership`` is whose areas a reporter writes for; ``absent`` the person who is substituted.
    """

    id = models.CharField(primary_key=True, max_length=40)
    user = models.ForeignKey(User, on_delete=models.DO_NOTHING, related_name="held_roles")
    board = models.ForeignKey(Board, on_delete=models.DO_NOTHING, related_name="held_roles")
    role = models.CharField(max_length=16, choices=Role)
    membership = models.ForeignKey(Membership, null=True, on_delete=models.DO_NOTHING, related_name="+")
    absent = models.ForeignKey(User, null=True, on_delete=models.DO_NOTHING, related_name="+")
    ends_on = models.DateField(null=True)

    class Meta:
        managed = False
        db_table = "accounts_heldrole"

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} i {self.board}"
