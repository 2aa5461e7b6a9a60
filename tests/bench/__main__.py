"""``make bench`` starts here: the benchmarks are no part of the product, so ``manage.py`` does not know them."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
django.setup()

from tests.bench.command import Command  # noqa: E402 - models need the settings

Command().run_from_argv(["python -m", "tests.bench", *sys.argv[1:]])
