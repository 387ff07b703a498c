"""Addresses of the API."""

from csp.decorators import csp_update
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from ilc.api import views
from ilc.api.figures import FiguresView
from ilc.api.library import LibraryView
from ilc.api.permissions import AccountReads

router = SimpleRouter()
router.register("districts", views.DistrictViewSet, basename="district")
router.register("schools", views.SchoolViewSet, basename="school")
router.register("series", views.SeriesViewSet, basename="series")
router.register("sessions", views.SessionViewSet, basename="session")
router.register("enrollments", views.EnrollmentViewSet, basename="enrollment")
router.register("tries", views.TryViewSet, basename="try")

# The documentation's own style sheet draws its arrows from data: addresses; no other page may.
docs = csp_update({"img-src": ["data:"]})(
    SpectacularSwaggerSplitView.as_view(permission_classes=[AccountReads], url_name="api:schema")
)

app_name = "api"
urlpatterns = [
    path("me/", views.MeView.as_view(), name="me"),
    path("library/", LibraryView.as_view(), name="library"),
    path("figures/", FiguresView.as_view(), name="figures"),
    path("", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(permission_classes=[AccountReads]), name="schema"),
    path("docs/", docs, name="docs"),
]
