"""What the bench serves: the product, and two views that do nothing."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")

from apps.config.wsgi import application

__all__ = ["application"]

from django.conf import settings

settings.ROOT_URLCONF = "tests.bench.urls"
