"""How the log looks: readable lines for people, JSON with a time stamp in production, all on standard error."""

import sys
from typing import Any

import structlog

# Also for what Django, gunicorn and Celery log by themselves.
SHARED_PROCESSORS: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(allow=["status_code"]),  # a request or a user in `extra` stays out of the log
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def build_logging(level: str, *, as_json: bool) -> dict[str, Any]:
    """Django's ``LOGGING``; also sets structlog up, so that both ways of logging end up alike."""
    structlog.configure(
        processors=[*SHARED_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    for_machines = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    for_people = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        exception_formatter=structlog.dev.plain_traceback,  # the other ones print the variables, with people's data
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structlog": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": SHARED_PROCESSORS,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *(for_machines if as_json else [for_people]),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structlog"}},
        "root": {"handlers": ["console"], "level": level},
        # Django's own handlers would print a second time, in another form.
        "loggers": {"django": {"handlers": [], "propagate": True}},
    }
