"""Addresses of joint looks. What a visitor with a personal link uses stands under analysis/p/."""

from django.urls import path

from cycles.analysis.views import joining, leading, live, preparing, protocols, records, taking_part

app_name = "analysis"
urlpatterns = [
    path("series/<uuid:pk>/analysis/", preparing.series, name="series"),
    path("series/<uuid:pk>/analysis/prepare/", preparing.prepare, name="prepare"),
    path("analysis/join/", joining.join, name="join"),
    path("analysis/join/p/<str:token>/", joining.join_link, name="join-link"),
    path("analysis/join/<str:code>/", joining.join_code, name="join-code"),
    path("analysis/<uuid:pk>/", taking_part.run, name="run"),
    path("analysis/<uuid:pk>/live/", live.live, name="live"),
    path("analysis/<uuid:pk>/notes/", taking_part.note, name="notes"),
    path("analysis/<uuid:pk>/notes/<uuid:note>/", taking_part.take_back, name="note"),
    path("analysis/<uuid:pk>/sort/", taking_part.sort, name="sort"),
    path("analysis/<uuid:pk>/change/", taking_part.change, name="change"),
    path("analysis/<uuid:pk>/put-up/", preparing.put_up, name="put-up"),
    path("analysis/p/<str:token>/", taking_part.run_link, name="run-link"),
    path("analysis/p/<str:token>/live/", live.live_link, name="live-link"),
    path("analysis/p/<str:token>/notes/", taking_part.note_link, name="notes-link"),
    path("analysis/p/<str:token>/notes/<uuid:note>/", taking_part.take_back_link, name="note-link"),
    path("analysis/p/<str:token>/sort/", taking_part.sort_link, name="sort-link"),
    path("analysis/p/<str:token>/change/", taking_part.change_link, name="change-link"),
    path("analysis/<uuid:pk>/setup/", preparing.setup, name="setup"),
    path("analysis/<uuid:pk>/samples/", preparing.samples, name="samples"),
    path("analysis/<uuid:pk>/wall/", leading.wall, name="wall"),
    path("analysis/<uuid:pk>/qr.svg", leading.qr, name="qr"),
    path("analysis/<uuid:pk>/lead/", leading.lead, name="lead"),
    path("analysis/<uuid:pk>/lead/notes/", leading.gather, name="gather"),
    path("analysis/<uuid:pk>/lead/conclusions/", leading.conclusions, name="conclusions"),
    path("analysis/<uuid:pk>/record/", records.record, name="record"),
    path("analysis/<uuid:pk>/record/paper/", records.ask, name="record-ask"),
    path("analysis/<uuid:pk>/record.pdf", records.pdf, name="record-pdf"),
    path("protocols/", protocols.listing, name="protocols"),
    path("protocols/<uuid:pk>/", protocols.edit, name="protocol"),
    path("protocols/<uuid:pk>/copy/", protocols.copy, name="protocol-copy"),
    path("protocols/<uuid:pk>/remove/", protocols.remove, name="protocol-remove"),
]
