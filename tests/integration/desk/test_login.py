"""Who gets into the desk."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import select

from bot import clock
from bot.database import transaction
from bot.desk import agents, login_session, login_throttle
from bot.desk.agents import AgentError, create_agent
from bot.desk.app import create_app
from bot.desk.guard import cookie_name
from bot.desk.login import TOO_OFTEN, WRONG
from bot.desk.login_session import LoginSession
from bot.desk.login_throttle import LoginThrottle

PASSWORD = "una clave para pruebas"
app = create_app()


@pytest.fixture
async def browser(database: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        yield client


async def make_agent(login: str = "ana") -> None:
    async with transaction() as session:
        await create_agent(session, name="Ana Ruiz", login=login, password=PASSWORD)


async def log_in(browser: httpx.AsyncClient, login: str = "ana", password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/login", data={"login": login, "password": password})


async def test_without_a_login_there_is_only_the_form(browser):
    answer = await browser.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert (await browser.get("/c/1")).headers["location"] == "/login"
    assert (await browser.get("/_nicegui_ws/socket.io/?EIO=4&transport=polling")).status_code == 401
    assert "Usuario" in (await browser.get("/login")).text


async def test_a_login_opens_the_desk_and_its_end_closes_it(browser):
    await make_agent()
    answer = await log_in(browser, login=" ANA ")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=strict" in cookie
    assert (await browser.get("/login")).status_code == 303
    token = browser.cookies[cookie_name()]
    await browser.post("/logout")
    browser.cookies.set(cookie_name(), token)
    assert (await browser.get("/")).headers["location"] == "/login"


async def test_the_token_is_stored_only_as_a_hash(browser):
    await make_agent()
    await log_in(browser)
    async with transaction() as session:
        stored = await session.scalar(select(LoginSession.token_hash))
    assert stored == login_session.hash_of(browser.cookies[cookie_name()])
    assert stored != browser.cookies[cookie_name()]


async def test_unknown_login_and_wrong_password_get_the_same_answer(browser):
    await make_agent()
    wrong = await log_in(browser, password="otra clave distinta")
    unknown = await log_in(browser, login="bea", password="otra clave distinta")
    assert wrong.status_code == unknown.status_code == 401
    assert WRONG in wrong.text
    assert wrong.text.replace('value="ana"', 'value="bea"') == unknown.text


async def test_after_five_failures_a_minute_of_waiting(browser):
    await make_agent()
    for _ in range(5):
        assert (await log_in(browser, password="otra clave distinta")).status_code == 401
    refused = await log_in(browser)
    assert refused.status_code == 429 and TOO_OFTEN in refused.text
    assert (await log_in(browser, login="bea")).status_code == 401, "other logins are not held up"
    clock.move(login_throttle.WAIT + timedelta(seconds=1))
    assert (await log_in(browser)).status_code == 303


async def test_many_failures_at_once_count_as_many(database):
    async def one() -> bool:
        async with transaction() as session:
            return await login_throttle.may_try(session, "ana", "10.0.0.1")

    assert sum(await asyncio.gather(*(one() for _ in range(12)))) == login_throttle.MOST_FAILURES


async def test_neither_login_nor_network_address_is_kept(session):
    await login_throttle.may_try(session, "ana", "10.0.0.1")
    kept = (await session.scalars(select(LoginThrottle))).one()
    assert "ana" not in kept.key and "10.0.0.1" not in kept.key


async def test_a_form_on_another_site_is_refused(browser):
    await make_agent()
    form = {"login": "ana", "password": PASSWORD}
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://malo.example"}):
        assert (await browser.post("/login", data=form, headers=headers)).status_code == 403
        assert (await browser.post("/logout", headers=headers)).status_code == 403
    own = {"origin": "http://desk", "sec-fetch-site": "same-origin"}
    assert (await browser.post("/login", data=form, headers=own)).status_code == 303


async def test_a_login_ends_after_twelve_hours(browser):
    await make_agent()
    await log_in(browser)
    clock.move(login_session.LASTS - timedelta(minutes=1))
    assert (await browser.get("/login")).status_code == 303
    clock.move(login_session.LASTS + timedelta(minutes=1))
    assert (await browser.get("/login")).status_code == 200


async def test_a_disabled_agent_is_out_at_once(browser):
    await make_agent()
    await log_in(browser)
    async with transaction() as session:
        await agents.disable_agent(session, login="ana")
    assert (await browser.get("/")).headers["location"] == "/login"
    assert (await log_in(browser)).status_code == 401


async def test_a_new_password_ends_old_logins(browser):
    await make_agent()
    await log_in(browser)
    async with transaction() as session:
        await agents.set_password(session, login="ana", password="otra clave distinta")
    assert (await browser.get("/")).headers["location"] == "/login"
    assert (await log_in(browser)).status_code == 401
    assert (await log_in(browser, password="otra clave distinta")).status_code == 303


async def test_agents_need_a_free_login_and_a_long_password(session):
    await create_agent(session, name="Ana Ruiz", login="ana", password=PASSWORD)
    with pytest.raises(AgentError, match="taken"):
        await create_agent(session, name="Ana Paz", login="ANA", password=PASSWORD)
    with pytest.raises(AgentError, match="10 characters"):
        await create_agent(session, name="Bea Paz", login="bea", password="corta")
    assert [agent.login for agent in await agents.list_agents(session)] == ["ana"]


async def test_private_pages_may_not_be_framed_or_kept(browser):
    answer = await browser.get("/login")
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
