"""An agent at the desk of a running stack: the desk's own functions, in a process with the stack's settings.

`Clerk` starts the process and speaks to it; run as a program this file is that process.
"""

import asyncio
import json
import os
import subprocess
import sys
from typing import Any

from tests.stack import ROOT, Stack


class DeskRefused(Exception):
    """The desk refused; the text is what an agent reads."""


class Clerk:
    """One agent of the demo. Each method is what a click in the desk does."""

    def __init__(self, stack: Stack, database_url: str, login: str = "yolanda") -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.desk_clerk", login],
            cwd=ROOT,
            env=stack.environment | {"DATABASE_URL": database_url},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def take(self, conversation: dict[str, Any]) -> None:
        """Take a conversation over, as its row was seen."""
        self._do("take", conversation_id=conversation["id"], expected_version=conversation["owner_version"])

    def answer(self, conversation: dict[str, Any], text: str) -> None:
        self._do("answer", conversation_id=conversation["id"], text=text)

    def give_back(self, conversation: dict[str, Any]) -> None:
        self._do("give_back", conversation_id=conversation["id"])

    def close_case(self, conversation: dict[str, Any], case: dict[str, Any], outcome: str, text: str) -> None:
        self._do("close_case", conversation_id=conversation["id"], case_id=case["id"], outcome=outcome, text=text)

    def follow_up_now(self, case: dict[str, Any]) -> None:
        self._do("follow_up_now", case_id=case["id"])

    def stop(self) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(15)
        self._process.stdout.close()

    def _do(self, what: str, **values: Any) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"what": what} | values) + "\n")
        self._process.stdin.flush()
        problem = self._process.stdout.readline()
        if problem != "null\n":
            raise DeskRefused(json.loads(problem or '"the clerk has ended"'))


async def _serve(login: str) -> None:
    from sqlalchemy import select

    from bot.database import transaction
    from bot.desk import actions, login_session
    from bot.desk.agent import Agent
    from bot.desk.login_session import LoggedIn

    async def log_in() -> LoggedIn:
        async with transaction() as session:
            agent = (await session.scalars(select(Agent).where(Agent.login == login))).one()
            token = await login_session.open_for(session, agent)
        return LoggedIn(agent_id=agent.id, name=agent.name, token_hash=login_session.hash_of(token))

    while line := await asyncio.to_thread(sys.stdin.readline):
        wanted = json.loads(line)
        # The tests' days pass quickly: the login of the last click may have ended.
        who, problem = await log_in(), None
        try:
            await getattr(actions, wanted.pop("what"))(who, **wanted)
        except (actions.Refusal, actions.LoggedOut) as refusal:
            problem = str(refusal) or "logged out"
        print(json.dumps(problem), flush=True)


def _use_the_stack() -> None:
    """Channels and clock of the demo, as its own processes have them."""
    from bot.settings import settings
    from bot.start.demo_channels import platform_environment

    os.environ.update(platform_environment(settings()))
    settings.cache_clear()


if __name__ == "__main__":
    _use_the_stack()
    import bot.models  # noqa: F401 - all tables, as in the desk

    asyncio.run(_serve(sys.argv[1]))
