"""Addresses about people and their districts. Two namespaces, one app: a district's page invites people."""

from django.urls import URLPattern, URLResolver, include, path

from participants.views import districts, links, me

district_urls = [
    path("", districts.listing, name="list"),
    path("<uuid:pk>/", districts.detail, name="detail"),
    path("<uuid:pk>/settings/", districts.settings, name="settings"),
    path("<uuid:pk>/invite-administrator/", districts.invite_admin, name="invite-admin"),
    path("<uuid:pk>/leaders/", districts.name_leader, name="leaders"),
    path("<uuid:pk>/roles/<uuid:grant_pk>/end/", districts.end_role, name="end-role"),
]
people_urls = [
    path("me/", me.profile, name="profile"),
    path("me/appointments/new/", me.appointment_new, name="appointment-new"),
    path("me/appointments/<uuid:pk>/end/", me.appointment_end, name="appointment-end"),
    path("me/mail/", me.mail_settings, name="mail-settings"),
    path("invitations/<str:token>/", links.invitation, name="invitation"),
    path("unsubscribe/<str:token>/", links.unsubscribe, name="unsubscribe"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("districts/", include((district_urls, "districts"))),
    path("", include((people_urls, "participants"))),
]
