from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    name = "cycles.analysis"
    label = "analysis"
