from importlib import import_module

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "cycles.analysis"
    label = "analysis"

    def ready(self) -> None:
        import_module("cycles.analysis.access")  # tells evidence who looks at it together
