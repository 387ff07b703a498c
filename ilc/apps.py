from django.apps import AppConfig


class IlcConfig(AppConfig):
    name = "ilc"
    label = "ilc"
