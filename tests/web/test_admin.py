"""The admin shows the plan and the facts and changes nothing of them: all writes go through the services."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from tests.small_board import SmallBoard

pytestmark = pytest.mark.slow

OURS = ("organisation", "goals", "budget", "risks", "rounds", "followup", "publishing", "audit")
MODELS = [model for model in admin.site._registry if model._meta.app_label in OURS]


@pytest.fixture
def superuser(db: None) -> Client:
    client = Client()
    client.force_login(User.objects.create_superuser("drift@demo.example", password=None))
    return client


def page(model: type, act: str, *key: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{act}", args=key)  # type: ignore[attr-defined]


def test_every_table_of_ours_is_here() -> None:
    assert len(MODELS) > 15


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_a_superuser_looks_and_does_not_touch(model: type, superuser: Client, small: SmallBoard) -> None:
    assert superuser.get(page(model, "changelist")).status_code == 200
    assert superuser.get(page(model, "add")).status_code == 403
    row = model._default_manager.first()  # type: ignore[attr-defined]
    if row is not None:
        assert superuser.get(page(model, "change", row.pk)).status_code == 200
        assert superuser.post(page(model, "change", row.pk), {"name": "Nytt"}).status_code == 403
        assert superuser.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_people_are_still_looked_after(superuser: Client, small: SmallBoard) -> None:
    there = page(User, "change", small["controller"].pk)
    assert "Socialnämnden" in superuser.get(there).content.decode()
    found = superuser.get(
        reverse("admin:autocomplete"), {"app_label": "accounts", "model_name": "membership", "field_name": "board"}
    )
    assert found.status_code == 200
