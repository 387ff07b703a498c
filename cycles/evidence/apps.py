from importlib import import_module

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "cycles.evidence"
    label = "evidence"

    def ready(self) -> None:
        import_module("cycles.evidence.emails")  # registers its mails
