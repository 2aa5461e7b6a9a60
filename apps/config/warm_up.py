"""What the first visitor would otherwise wait for: addresses, views and templates are loaded when the server starts.

Gunicorn loads the application once and then makes its processes of it (``preload_app``), so each has all this at once.
"""

import gc
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import get_hasher
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.urls import reverse

from apps.core.release import compute_release_fingerprint


def load_everything() -> None:
    """Load what all pages need. Asks the database nothing, since connections must not be shared between processes."""
    reverse("start")  # imports every view
    folder = Path(settings.BASE_DIR) / "templates"
    for path in sorted(folder.rglob("*.html")):
        try:
            get_template(str(path.relative_to(folder)))
        except (TemplateDoesNotExist, TemplateSyntaxError):
            continue  # of a part of the product that is not switched on
    get_hasher()
    compute_release_fingerprint()
    gc.collect()
    gc.freeze()
