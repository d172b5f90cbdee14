"""The child processes of an installation: what runs for each role, and in which order they stop."""

import os
import signal
import sys
from pathlib import Path

from bot.embedded_postgres import EmbeddedPostgres
from bot.roles import Access
from bot.secrets import derive
from bot.settings import ROOT, Settings
from bot.start import demo_channels
from bot.start.model import PYTHON
from bot.supervisor import Child

# The worker ends its turns first, which needs the others; what it leaves is in the database for the next start.
STOP_ORDER = (("worker",), ("gateway", "desk"), ("assistant", "sandbox"), ("postgres",))
# What an embedding shell or another program of the operator left in the environment is not for the children.
FOREIGN = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}


def postgres(server: EmbeddedPostgres) -> Child:
    """The embedded database; a fast shutdown when asked, and when the supervisor is gone."""
    return Child(
        role="postgres",
        command=server.command(),
        environment={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C"},
        before=server.prepare,
        stop=signal.SIGINT,
        harder=signal.SIGQUIT,
        dies_with_supervisor=signal.SIGINT,
        grace=30,
    )


def platform(settings: Settings, access: Access, demo: bool) -> list[Child]:
    """Gateway, worker and desk: one program, three roles."""
    environment = _environment(
        {
            "DATABASE_URL": access.app,
            "VENTANILLA_PORT": str(settings.port),
            "VENTANILLA_DATA_DIR": str(settings.data_dir.resolve()),
            **(demo_channels.platform_environment(settings) if demo else {}),
        }
    )
    program = str(Path(sys.executable).parent / "ventanilla")
    return [Child(role, [program, role], environment) for role in ("gateway", "worker", "desk")]


def assistant(settings: Settings, access: Access, model: Path) -> Child:
    """Rasa, in an environment of its own, with its own schema of the database."""
    environment = _environment(
        {
            "VENTANILLA_RASA_TOKEN": derive("rasa"),
            "VENTANILLA_RASA_DB_URL": access.rasa,
            "VENTANILLA_ACTIONS_URL": f"{settings.internal_url}/actions/webhook",
            "VENTANILLA_ACTIONS_TOKEN": derive("actions"),
        }
    )
    environment.pop("DATABASE_URL", None)
    environment.pop("VENTANILLA_SECRET", None)
    command = [str(PYTHON), "-m", "assistant.serve", "--model", str(model), "--port", str(settings.rasa_port)]
    return Child("assistant", command, environment, folder=ROOT)


def sandbox(settings: Settings) -> Child:
    """The simulated phones and the providers' stand-ins: no secret of the platform is passed to them."""
    environment = _environment(demo_channels.sandbox_environment(settings))
    kept = {name: value for name, value in environment.items() if not name.startswith(("VENTANILLA_", "DATABASE_"))}
    return Child("sandbox", [sys.executable, "-m", "sandbox"], kept, folder=ROOT)


def _environment(more: dict[str, str] | None = None) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return {**inherited, "PYTHONUNBUFFERED": "1", **(more or {})}
