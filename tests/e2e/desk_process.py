"""The desk in a process of its own, as `ventanilla desk` runs it, and agents in front of it."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
from playwright.async_api import Browser, BrowserContext, Page, ViewportSize

from bot.database import transaction
from bot.desk.agents import create_agent
from tests.serving import listening_socket, until

PASSWORD = "una clave para pruebas"
DESKTOP, PHONE = ViewportSize(width=1440, height=900), ViewportSize(width=390, height=844)


@asynccontextmanager
async def running_desk(log_file: Path, port: int = 0) -> AsyncIterator[str]:
    """A desk on a free port (or on `port`), logging into a file, while the block runs; its address."""
    free = listening_socket(port)
    port = free.getsockname()[1]
    free.close()
    environment = os.environ | {"VENTANILLA_PORT": str(port - 1)}
    address = f"http://127.0.0.1:{port}"
    with log_file.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot.cli", "desk", env=environment, stdout=log, stderr=log
        )
    try:
        await until(lambda: _answers(address, process))
        yield address
    finally:
        process.terminate()
        async with asyncio.timeout(60):
            await process.wait()


async def make_agent(login: str, name: str) -> None:
    """An agent with PASSWORD."""
    async with transaction() as session:
        await create_agent(session, name=name, login=login, password=PASSWORD)


async def agent_at(browser: Browser, address: str, login: str, viewport: ViewportSize = DESKTOP) -> Page:
    """The desk's first page in a new browser in which the agent has logged in."""
    context = await browser.new_context(viewport=viewport, locale="es-CO")
    page = await context.new_page()
    await page.goto(f"{address}/login")
    await page.get_by_label("Usuario").fill(login)
    await page.get_by_label("Contraseña").fill(PASSWORD)
    await page.get_by_role("button", name="Entrar").click()
    await page.locator(".shelf-waiting .count").wait_for()
    return page


async def second_tab(context: BrowserContext, url: str) -> Page:
    """The same agent in another tab."""
    page = await context.new_page()
    await page.goto(url)
    await page.locator(".shelf-waiting .count").wait_for()
    return page


async def _answers(address: str, process: asyncio.subprocess.Process) -> bool:
    if process.returncode is not None:
        raise RuntimeError("the desk ended before it answered")
    async with httpx.AsyncClient() as client:
        try:
            return (await client.get(f"{address}/health")).status_code == 200
        except httpx.TransportError:
            return False
