"""Addresses of the directory and of alliances."""

from django.urls import path

from districts import views

app_name = "directory"
urlpatterns = [
    path("places/search/", views.places_search, name="search"),
    path("places/districts/", views.districts_search, name="district-search"),
    path("alliances/", views.alliance_list, name="alliances"),
    path("alliances/<uuid:pk>/", views.alliance, name="alliance"),
    path("alliances/<uuid:pk>/members/<uuid:membership>/end/", views.alliance_leave, name="alliance-leave"),
]
