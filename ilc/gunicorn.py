"""How web processes run: `gunicorn -c python:ilc.gunicorn ilc.wsgi`, in every shape.

Threads, since two slow uploads would block two plain workers. The application is loaded once and
then forked, so that workers share its memory and start at once.
"""

from gunicorn.glogging import Logger

from ilc import env


class PlainLogger(Logger):
    """Gunicorn's own lines in the same log as everything else; requests are logged by our middleware."""

    def setup(self, _cfg: object) -> None:
        self.error_log.propagate = True
        self.access_log.disabled = True

    def access(self, *_: object, **__: object) -> None:
        """Nothing: see ilc.core.middleware.RequestIdMiddleware."""


bind = f"{env.get('BIND')}:{env.get('PORT')}"
workers = env.get("WEB_WORKERS")
threads = env.get("WEB_THREADS")
worker_class = "gthread"
preload_app = True
timeout = 60
graceful_timeout = 5
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
forwarded_allow_ips = "*" if env.get("TRUST_PROXY") else "127.0.0.1"
logger_class = PlainLogger
control_socket_disable = True
