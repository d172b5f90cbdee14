"""What a visitor does in the chat, and what has come of it."""

from playwright.async_api import Locator, Page
from sqlalchemy import select

from bot.database import transaction
from bot.messaging.message import Message


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Su mensaje").fill(text)
    await page.keyboard.press("Enter")


def own(page: Page, text: str) -> Locator:
    return page.locator(".item.citizen").filter(has_text=text)


async def stored() -> list[str]:
    async with transaction() as session:
        return list(await session.scalars(select(Message.body).where(Message.direction == "in").order_by(Message.seq)))
