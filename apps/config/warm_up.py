"""What the first visitor would otherwise wait for: addresses, views and templates are loaded when the server starts.

Gunicorn loads the application once and then makes its processes of it (``preload_app``), so each has all this at once.
"""

import gc
from pathlib import Path

from django.contrib.auth.hashers import get_hasher
from django.template import TemplateDoesNotExist, TemplateSyntaxError, engines
from django.template.backends.base import BaseEngine
from django.urls import reverse

from apps.core.release import compute_release_fingerprint


def load_everything() -> None:
    """Load what all pages need. Asks the database nothing, since connections must not be shared between processes."""
    reverse("start")  # imports every view
    for engine in engines.all():
        for folder in map(Path, engine.template_dirs):
            _load_templates(engine, folder)
    get_hasher()
    compute_release_fingerprint()
    gc.collect()
    gc.freeze()


def _load_templates(engine: BaseEngine, folder: Path) -> None:
    for path in sorted(folder.rglob("*.html")):
        try:
            engine.get_template(str(path.relative_to(folder)))
        except (TemplateDoesNotExist, TemplateSyntaxError):
            continue  # of a part of the product that is not switched on, or of the other engine
