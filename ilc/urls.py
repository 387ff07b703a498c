"""Every address of the product."""

from django.urls import URLPattern, URLResolver, include, path

from ilc import errors, gallery, health, home, offline

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler429 = errors.too_many
handler500 = errors.server_error

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("gallery/", gallery.gallery, name="gallery"),
    path("worker.js", offline.worker, name="worker"),
    path("privacy/", home.privacy, name="privacy"),
    path("accounts/", include("allauth.account.urls")),
    path("", include("districts.urls")),
    path("", include("participants.urls")),
    path("", include("cycles.planning.urls")),
    path("", include("cycles.roster.urls")),
    path("", include("cycles.tries.urls")),
    path("", include("cycles.papers.urls")),
    path("", include("cycles.evidence.urls")),
    path("", include("cycles.library.urls")),
    path("", include("cycles.analysis.urls")),
    path("", include("cycles.followup.urls")),
    path("", include("reports.urls")),
    path("api/v1/", include("ilc.api.urls")),
]
