"""Log-in attempts are counted for all processes together, a restart forgets none, and what is over is taken away."""

import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import RememberedAttempt, User
from apps.web.tasks import tidy
from tests.scratch import Scratch, scratch  # noqa: F401

PROGRAMS = "tests.accounts.programs"
EMAIL, PASSWORD = "anna@demo.example", "ett-riktigt-langt-losenord"
FIVE = 5  # wrong passwords in five minutes, by allauth's own limit


def read(process) -> dict[str, int]:
    told = json.loads(process.stdout.read())
    assert process.wait(timeout=60) == 0
    return told


@pytest.mark.slow
def test_processes_share_the_count_and_a_restart_keeps_it(scratch: Scratch) -> None:  # noqa: F811
    workers = [scratch.start(PROGRAMS, "guess", EMAIL, "4") for _ in range(2)]
    assert sum(read(worker)["tried"] for worker in workers) == FIVE
    after_restart = json.loads(scratch.run(PROGRAMS, "guess", EMAIL, "1", PASSWORD))
    assert after_restart == {"tried": 0, "opened": 0}


def test_what_no_longer_counts_is_taken_away_and_the_rest_stays(db: None, time_machine) -> None:
    time_machine.move_to(timezone.now())
    cache.set("over", [1.0], 60)
    cache.set("counts", [1.0], 600)
    time_machine.move_to(timezone.now() + timedelta(seconds=120))
    tidy()
    assert [row.cache_key.rpartition(":")[2] for row in RememberedAttempt.objects.all()] == ["counts"]


def test_many_attempts_forget_none(db: None) -> None:
    cache.set("first", [1.0], 600)
    for number in range(400):  # Django's own limit is 300, where it begins to forget what still counts
        RememberedAttempt.objects.create(
            cache_key=f":1:{number}", value="", expires=timezone.now() + timedelta(minutes=5)
        )
    cache.set("last", [1.0], 600)
    assert cache.get("first") == [1.0]
    assert RememberedAttempt.objects.count() == 402


def test_each_visitor_behind_the_proxy_has_attempts_of_their_own(db: None, settings) -> None:
    """The municipality's people come through one proxy: the address that it names is the visitor's, not its own."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/m/ip"}
    client = Client()

    def is_refused(number: int, forwarded: str) -> bool:
        answer = client.post(
            reverse("account_login"),
            {"login": f"{number}@demo.example", "password": "fel"},
            headers={"x-forwarded-for": forwarded},
        )
        return "För många" in answer.content.decode()

    # What the visitor claims stands first and is not believed.
    assert [is_refused(n, f"192.0.2.{n}, 198.51.100.1") for n in range(3)] == [False, False, True]
    assert not is_refused(4, "198.51.100.2")


def test_the_admin_has_no_way_in_of_its_own(client: Client, db: None) -> None:
    User.objects.create_superuser(EMAIL, PASSWORD)
    answer = client.post("/admin/login/?next=/admin/", {"username": EMAIL, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, f"{reverse('account_login')}?next=%2Fadmin%2F")
