from importlib import import_module

from django.apps import AppConfig


class PlanningConfig(AppConfig):
    name = "cycles.planning"
    label = "planning"

    def ready(self) -> None:
        import_module("cycles.planning.emails")  # registers its mails
        import_module("cycles.planning.actions.copied_parts")  # registers what comes along into a copy
