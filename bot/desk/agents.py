"""Agents' logins: made, listed, disabled, given a new password. Used by the command line and the demo data."""

from collections.abc import Sequence

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import clock
from bot.desk.agent import Agent
from bot.desk.login_session import LoginSession
from bot.desk.passwords import hash_password
from bot.messaging import ownership
from bot.messaging.conversation import Conversation, Owner

SHORTEST_PASSWORD = 10


class AgentError(ValueError):
    """An agent cannot be made or changed: the text says what to do."""


async def create_agent(
    session: AsyncSession, *, name: str, login: str, password: str, supervisor: bool = False
) -> Agent:
    """A new agent. AgentError where the login is taken or the password too short."""
    login, name = tidy(login), name.strip()
    if not login or not name:
        raise AgentError("an agent needs a name and a login")
    if await _find(session, login):
        raise AgentError("this login is taken: choose another")
    agent = Agent(
        login=login,
        name=name,
        password_hash=await _hashed(password),
        created_at=clock.now(),
        supervisor=supervisor,
    )
    session.add(agent)
    await session.flush()
    return agent


async def set_password(session: AsyncSession, *, login: str, password: str) -> None:
    """A new password; everywhere the agent is logged in, the login ends. AgentError."""
    agent = await _known(session, login)
    agent.password_hash = await _hashed(password)
    await end_logins(session, agent)


async def set_supervisor(session: AsyncSession, *, login: str, supervisor: bool) -> None:
    """Make an agent a supervisor, or no longer one; it counts from the agent's next click. AgentError."""
    (await _known(session, login)).supervisor = supervisor


async def disable_agent(session: AsyncSession, *, login: str) -> int:
    """End an agent's access; conversations that the agent has go back to the queue. Their number. AgentError."""
    agent = await _known(session, login)
    agent.disabled_at = agent.disabled_at or clock.now()
    await end_logins(session, agent)
    held = await session.scalars(
        select(Conversation)
        .where(Conversation.owner == Owner.AGENT, Conversation.agent_id == agent.id)
        .order_by(Conversation.id)
        .with_for_update(of=Conversation)
    )
    conversations = list(held)
    for conversation in conversations:
        await ownership.pass_on(session, conversation, to=None)
    return len(conversations)


async def list_agents(session: AsyncSession) -> Sequence[Agent]:
    """All agents by login, the disabled ones among them."""
    return list(await session.scalars(select(Agent).order_by(Agent.login)))


async def colleagues(session: AsyncSession) -> dict[int, str]:
    """The agents who can be given a conversation: their names by id."""
    found = await session.execute(select(Agent.id, Agent.name).where(Agent.disabled_at.is_(None)).order_by(Agent.name))
    return {agent_id: name for agent_id, name in found}


async def end_logins(session: AsyncSession, agent: Agent) -> None:
    """Log the agent out everywhere."""
    await session.execute(delete(LoginSession).where(LoginSession.agent_id == agent.id))


def tidy(login: str) -> str:
    """A login as it is stored: small letters, no blanks around it."""
    return login.strip().casefold()


async def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise AgentError(f"a password needs at least {SHORTEST_PASSWORD} characters")
    return await hash_password(password)


async def _known(session: AsyncSession, login: str) -> Agent:
    agent = await _find(session, tidy(login))
    if agent is None:
        raise AgentError("no such agent: see `ventanilla agents list`")
    return agent


async def _find(session: AsyncSession, login: str) -> Agent | None:
    return await session.scalar(select(Agent).where(func.lower(Agent.login) == login))
