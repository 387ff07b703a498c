from importlib import import_module

from django.apps import AppConfig


class ParticipantsConfig(AppConfig):
    name = "participants"

    def ready(self) -> None:
        import_module("participants.emails")  # registers its mails
