"""A citizen goes on in another conversation: whoever attends them in the first one does so in the second."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.messaging import ownership
from bot.messaging.conversation import Conversation, Owner


async def follow(session: AsyncSession, conversation: Conversation, there: Conversation, why: str) -> bool:
    """Give a conversation, which is locked, to the agent who has the other one, or put it into the queue where that
    waits; `why` begins its summary. False where the assistant has the other one, or somebody has this one already.
    """
    if conversation.owner != Owner.ASSISTANT or there.owner == Owner.ASSISTANT:
        return False
    summary = f"{why} {there.summary}".strip()
    if there.owner == Owner.AGENT and there.agent_id is not None:
        version = conversation.owner_version
        if not await ownership.claim(session, conversation.id, agent_id=there.agent_id, expected_version=version):
            return False
        conversation.summary = summary
        return True
    return await ownership.hand_over(
        session, conversation, reason=there.queue_reason, summary=summary, priority=there.priority
    )
