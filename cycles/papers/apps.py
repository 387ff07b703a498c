from importlib import import_module

from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "cycles.papers"
    label = "papers"

    def ready(self) -> None:
        import_module("cycles.papers.emails")  # registers its mails
