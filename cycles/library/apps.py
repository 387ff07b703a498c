from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "cycles.library"
    label = "library"
