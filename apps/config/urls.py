"""Every address; a board's comes last, as a municipality's name may be the first word of it."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from apps.config.health import show_liveness, show_readiness
from apps.web.urls import report_pattern

# One way in, where attempts are counted and the second step is asked for.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    report_pattern,
    path("livez", show_liveness, name="livez"),
    path("readyz", show_readiness, name="readyz"),
    path("admin/", admin.site.urls),
    path("konto/", include("allauth.urls")),
    path("", include("apps.api.urls")),
    path("", include("apps.web.urls")),
]

handler400 = "apps.web.errors.handler400"
handler403 = "apps.web.errors.handler403"
handler404 = "apps.web.errors.handler404"
handler500 = "apps.web.errors.handler500"
