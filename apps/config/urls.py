"""Every address; the report pages come last, as a municipality's name may be the first word of an address."""

from django.contrib import admin
from django.urls import include, path

from apps.config.health import livez, readyz

urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("konto/", include("allauth.urls")),
    path("", include("apps.api.urls")),
    path("", include("apps.web.urls")),
]
