"""The demo's agents: made-up people with passwords of this installation, kept in a file for its owner alone."""

import json
import os
import secrets
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import agents
from bot.settings import settings

AGENTS = (("laura", "Laura Pinzón", False), ("diego", "Diego Arango", False), ("yolanda", "Yolanda Ríos", True))


def file() -> Path:
    """Where the logins are written: a JSON list of {"login", "name", "password", "role"}."""
    return settings().data_dir / "demo-logins.json"


async def ensure(session: AsyncSession) -> None:
    """Make the agents, or give them new passwords where the file with the old ones is gone."""
    known = {agent.login for agent in await agents.list_agents(session)}
    for login, _, supervisor in AGENTS:
        if login in known:
            await agents.set_supervisor(session, login=login, supervisor=supervisor)
    if known >= {login for login, *_ in AGENTS} and file().exists():
        return
    written = []
    for login, name, supervisor in AGENTS:
        password = secrets.token_urlsafe(9)
        if login in known:
            await agents.set_password(session, login=login, password=password)
        else:
            await agents.create_agent(session, login=login, name=name, password=password, supervisor=supervisor)
        written.append(
            {"login": login, "name": name, "password": password, "role": "supervisor" if supervisor else "agent"}
        )
    _write(json.dumps(written, ensure_ascii=False, indent=1))


def _write(text: str) -> None:
    file().parent.mkdir(parents=True, exist_ok=True)
    fresh = file().with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)
    fresh.replace(file())
