from importlib import import_module

from django.apps import AppConfig


class RosterConfig(AppConfig):
    name = "cycles.roster"
    label = "roster"

    def ready(self) -> None:
        import_module("cycles.roster.emails")  # registers its mails
        import_module("cycles.roster.actions.questions")  # come along into a copy of their series
