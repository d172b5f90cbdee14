"""Logging in and out: plain forms, which work before and without the live page."""

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import func, select

from bot.database import transaction
from bot.desk import login_session, login_throttle
from bot.desk.agent import Agent
from bot.desk.agents import tidy
from bot.desk.guard import cookie_name
from bot.desk.live import live
from bot.desk.markup import Html, join, tag
from bot.desk.passwords import fits
from bot.entity import entity

WRONG = "El usuario o la contraseña no son correctos."
TOO_OFTEN = "Demasiados intentos. Espere un minuto y vuelva a intentarlo."
LONGEST_FIELD = 200

router = APIRouter()


@router.get("/login")
async def login_page(request: Request) -> Response:
    """The form; who is logged in goes on to the desk."""
    if request.scope.get("logged_in"):
        return RedirectResponse("/", 303)
    return _page("")


@router.post("/login")
async def log_in(
    request: Request,
    login: str = Form("", max_length=LONGEST_FIELD),
    password: str = Form("", max_length=LONGEST_FIELD),
) -> Response:
    """Check login and password. The same answer in the same time whether the login exists or not."""
    login, ip = tidy(login), request.client.host if request.client else ""
    async with transaction() as session:
        if not await login_throttle.may_try(session, login, ip):
            return _page(TOO_OFTEN, login, 429)
    async with transaction() as session:
        agent = await session.scalar(select(Agent).where(func.lower(Agent.login) == login, Agent.disabled_at.is_(None)))
    if not await fits(agent.password_hash if agent else None, password) or agent is None:
        return _page(WRONG, login, 401)
    async with transaction() as session:
        await login_throttle.succeeded(session, login, ip)
        token = await login_session.open_for(session, agent)
    return _with_cookie(request, token)


@router.post("/logout")
async def log_out(request: Request) -> Response:
    """End this login, in every tab of this browser."""
    who = request.scope["logged_in"]
    if who:
        async with transaction() as session:
            await login_session.end(session, who.token_hash)
        live().log_out(who.token_hash)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(cookie_name(), path="/")
    return response


def _with_cookie(request: Request, token: str) -> Response:
    response = RedirectResponse("/", 303)
    response.set_cookie(
        cookie_name(),
        token,
        max_age=int(login_session.LASTS.total_seconds()),
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
        path="/",
    )
    return response


def _page(problem: str, login: str = "", status: int = 200) -> HTMLResponse:
    return HTMLResponse(
        Html("<!doctype html>")
        + tag(
            "html",
            tag(
                "head",
                Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
                Html('<link rel="stylesheet" href="/desk-static/desk.css">'),
                tag("title", f"Entrar · {entity().short_name}"),
            ),
            tag("body", tag("main", _form(problem, login), cls="login"), cls="login-page"),
            lang="es",
        ),
        status,
    )


def _form(problem: str, login: str) -> Html:
    return tag(
        "form",
        tag("p", "Ventanilla", cls="login-brand"),
        tag("h1", entity().short_name),
        tag("p", "Puesto de atención", cls="login-hint"),
        tag("p", problem, cls="login-problem", role="alert") if problem else None,
        _field("login", "Usuario", "text", "username", login, focused=not login),
        _field("password", "Contraseña", "password", "current-password", "", focused=bool(login)),
        tag("button", "Entrar", type="submit"),
        method="post",
        action="/login",
    )


def _field(name: str, label: str, kind: str, completes: str, value: str, *, focused: bool) -> Html:
    field = (
        f'<input id="{name}" name="{name}" type="{kind}" autocomplete="{completes}" required '
        f'maxlength="{LONGEST_FIELD}" autocapitalize="none" spellcheck="false"{" autofocus" if focused else ""} value="'
    )
    return join(tag("label", label, for_=name), Html(field), value, Html('">'))
