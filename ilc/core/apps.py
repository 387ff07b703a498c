from django.apps import AppConfig

from ilc.celery import app as celery_app

__all__ = [
    "CoreConfig",
    "celery_app",
]  # whoever has Django has the queue; the children that parse files have neither


class CoreConfig(AppConfig):
    name = "ilc.core"
    label = "core"
