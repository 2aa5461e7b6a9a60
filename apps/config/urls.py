"""Every address; the report pages come last, as a municipality's name may be the first word of an address."""

from django.contrib import admin
from django.urls import include, path

from apps.config.health import livez, readyz

urlpatterns = [
    path("livez", livez, name="livez"),
    path("readyz", readyz, name="readyz"),
    path("admin/", admin.site.urls),
    path("konto/", include("allauth.urls")),
    path("", include("apps.web.urls")),
]

handler400 = "apps.web.errors.handler400"
handler403 = "apps.web.errors.handler403"
handler404 = "apps.web.errors.handler404"
handler500 = "apps.web.errors.handler500"
