"""One log for everything: console lines for people, JSON lines for collectors (LOG_FORMAT)."""

import logging.config
from typing import Any

import structlog

SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.StackInfoRenderer(),
]
# One list for ever: loggers keep the one they were first used with, also when Django is set up again.
PROCESSORS: list[Any] = [
    *SHARED,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
]


class WithTraceback(logging.Filter):
    """Keeps unexpected errors, drops mere statuses: those stand in the request's own line."""

    def filter(self, record: logging.LogRecord) -> bool:
        return bool(record.exc_info)


def _renderers(log_format: str) -> list[Any]:
    if log_format == "json":
        return [
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.dict_tracebacks,
            structlog.processors.JSONRenderer(),
        ]
    return [
        structlog.processors.TimeStamper(fmt="%H:%M:%S", utc=False),
        structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=20, exception_formatter=structlog.dev.plain_traceback
        ),
    ]


def configure(config: dict[str, Any]) -> None:
    """Django's LOGGING_CONFIG. `config` is {"format": "console" or "json"}."""
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": SHARED,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            *_renderers(config["format"]),
        ],
    }
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": formatter},
            "filters": {"traceback": {"()": WithTraceback}},
            "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
            "root": {"handlers": ["console"], "level": "INFO"},
            "loggers": {
                # Each request is logged once, by our middleware; Django's own line would double it.
                "django.request": {"level": "ERROR", "filters": ["traceback"]},
                "django.server": {"level": "WARNING"},
                "celery.app.trace": {"level": "WARNING"},
                "celery.beat": {"level": "WARNING"},
                "celery.worker.strategy": {"level": "WARNING"},
                "celery.worker.consumer.connection": {"level": "WARNING"},
                "kombu": {"level": "ERROR"},
                "fontTools": {"level": "WARNING"},
            },
        }
    )
    structlog.configure(
        processors=PROCESSORS,
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
