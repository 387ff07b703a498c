"""What a web server runs: `gunicorn -c python:ilc.gunicorn ilc.wsgi`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilc.settings")

application = get_wsgi_application()
