"""What the assistant's process may write: our own words, and of anybody else's only where it happened.

Rasa writes messages, slot values and parse results into its logs and warnings, and exceptions quote what they choke on.
Once citizens are served, a record of any other logger is therefore reduced to its place, and an exception to its kind
and its lines of code.
"""

import logging
import sys
import traceback

import structlog

OURS = "assistant"


class Discreet(logging.Formatter):
    """Formats records in full until `serving` is set, then without anything that others wrote."""

    serving = False

    def format(self, record: logging.LogRecord) -> str:
        """One line for the record, then the lines of code of its exception."""
        place = f"{self.formatTime(record)} {record.levelname} {record.name}"
        if record.name == OURS or record.name.startswith(OURS + ".") or not self.serving:
            text = f"{place} {record.getMessage()}"
        else:
            text = f"{place} at {record.filename}:{record.lineno}"
        if record.exc_info and record.exc_info[1] is not None:
            text += "\n" + _kinds_and_lines(record.exc_info[1])
        return text


def configure() -> Discreet:
    """Send all logs to standard error through one discreet formatter, which is returned."""
    formatter = Discreet()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OURS).setLevel(logging.INFO)
    # Warnings of libraries speak to their developers; some of Rasa's quote the message.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    structlog.configure(
        processors=[lambda _logger, _method, event: str(event["event"])],
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return formatter


def _kinds_and_lines(error: BaseException) -> str:
    parts = []
    seen = error
    while seen is not None:
        frames = traceback.extract_tb(seen.__traceback__)
        parts += [f"  {type(seen).__name__}"] + [f"    {f.filename}:{f.lineno} in {f.name}" for f in frames]
        seen = seen.__cause__ or seen.__context__  # type: ignore[assignment]
    return "\n".join(parts)
