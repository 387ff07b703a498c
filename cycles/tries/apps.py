from importlib import import_module

from django.apps import AppConfig


class TriesConfig(AppConfig):
    name = "cycles.tries"
    label = "tries"

    def ready(self) -> None:
        import_module("cycles.tries.emails")  # registers its mails
