"""The Celery application; without CELERY_BROKER_URL its jobs run in the calling process."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.config.settings")
app = Celery("namndkollen")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
