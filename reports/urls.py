from django.urls import path

from reports.views import dashboards, snapshots

app_name = "reports"
urlpatterns = [
    path("districts/<uuid:pk>/dashboard/", dashboards.district, name="district"),
    path("alliances/<uuid:pk>/dashboard/", dashboards.alliance, name="alliance"),
    path("series/<uuid:pk>/insights/", dashboards.series, name="series"),
    path("reports/", snapshots.listing, name="list"),
    path("reports/new/", snapshots.new, name="new"),
    path("reports/<uuid:pk>/", snapshots.detail, name="detail"),
    path("reports/<uuid:pk>/progress/", snapshots.progress, name="progress"),
    path("reports/<uuid:pk>/again/", snapshots.again, name="again"),
    path("reports/<uuid:pk>/publish/", snapshots.publish, name="publish"),
    path("reports/<uuid:pk>.pdf", snapshots.pdf, name="pdf"),
    path("reports/<uuid:pk>.csv", snapshots.csv, name="csv"),
]
