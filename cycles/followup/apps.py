from importlib import import_module

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "cycles.followup"
    label = "followup"

    def ready(self) -> None:
        import_module("cycles.followup.reminders")  # registers its mails
