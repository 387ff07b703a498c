"""The queue. It is only a bell: the rows it points at hold the work (architecture.md 2)."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilc.settings")

app = Celery("ilc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="jobs")  # what the clock starts
