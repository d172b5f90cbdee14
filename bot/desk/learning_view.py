"""How the supervisor's page looks: what was not understood, by groups, and what was accepted."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.desk import words
from bot.desk.guard import SUPERVISED
from bot.desk.icons import channel_icon, icon
from bot.desk.login_session import LoggedIn
from bot.desk.markup import Html, join, tag
from bot.desk.top import bar
from bot.entity import entity
from bot.learning.groups import Group
from bot.learning.misunderstood import Misunderstood, Reason
from bot.learning.wording import LONGEST
from bot.understanding.intents import NAMES, name_of

# Characters; a browser that can makes the field as high as its text.
ONE_LINE = 90
_DONE = {
    "accepted": ("Se aceptó una frase.", "Se aceptaron {} frases."),
    "discarded": ("Se descartó una frase.", "Se descartaron {} frases."),
    "reopened": ("La frase volvió a la lista.", "La frase volvió a la lista."),
    "training": ("Empezó el entrenamiento.", ""),
    "cancelled": ("Se canceló el entrenamiento.", ""),
    "chosen": ("El asistente pasa a ese modelo en unos segundos.", ""),
}
_REASONS = {
    Reason.UNSURE: "no entendió",
    Reason.AGAIN: "no entendió dos veces",
    Reason.PERSON: "pidió una persona después",
}


def done(what: str, number: int) -> str:
    """What was done, for people; nothing for a word that stands for nothing."""
    if what not in _DONE:
        return ""
    one, many = _DONE[what]
    if number < 1:
        return "Ya hay un entrenamiento en curso." if what == "training" else "Ya estaba hecho."
    return one if number == 1 or not many else many.format(number)


def page(
    who: LoggedIn,
    *,
    groups: Sequence[Group],
    more: int | None,
    waiting: int,
    accepted: Sequence[Misunderstood],
    examples: Mapping[str, str],
    model: Html,
    notice: str = "",
    problem: str = "",
) -> Html:
    """The whole page. `more`: how many groups the next page shows; `examples`: a sentence for each intent."""
    return join(
        Html("<!doctype html>"),
        tag(
            "html",
            tag(
                "head",
                Html('<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'),
                Html('<link rel="stylesheet" href="/desk-static/desk.css">'),
                Html('<link rel="stylesheet" href="/desk-static/learning.css">'),
                Html('<script src="/desk-static/learning.js" defer></script>'),
                tag("title", f"Aprendizaje · {entity().short_name}"),
            ),
            tag(
                "body",
                bar(who, here="learning"),
                tag(
                    "main",
                    tag("h1", "Aprendizaje"),
                    tag("p", notice, cls="learning-notice", role="status") if notice else None,
                    tag("p", problem, cls="learning-problem", role="alert") if problem else None,
                    model,
                    _waiting(groups, more, waiting, examples),
                    _accepted(accepted),
                    cls="learning",
                ),
            ),
            lang="es",
        ),
    )


def _waiting(groups: Sequence[Group], more: int | None, waiting: int, examples: Mapping[str, str]) -> Html:
    nothing = tag("p", "No hay frases por revisar.", cls="learning-hint") if not groups else None
    return tag(
        "section",
        tag("h2", "Frases por revisar", tag("span", str(waiting), cls="count")),
        tag(
            "p",
            "Lo que el asistente no entendió, sin datos personales. Diga qué quiso decir la persona; si ve un dato "
            "personal, bórrelo antes de aceptar. El asistente solo aprende lo que usted acepte.",
            cls="learning-hint",
        ),
        nothing,
        *(_group(group, examples) for group in groups),
        tag("a", "Mostrar más", href=f"{SUPERVISED}?groups={more}", cls="btn quiet") if more else None,
        aria_label="Frases por revisar",
    )


def _group(group: Group, examples: Mapping[str, str]) -> Html:
    count = len(group.sentences)
    guess = f"Parece: {name_of(group.guess)}" if group.guess else "Sin idea de qué es"
    picks = f"{group.picks} eligió" if group.picks == 1 else f"{group.picks} eligieron"
    return tag(
        "form",
        tag(
            "div",
            tag("h3", guess),
            tag("span", "1 frase" if count == 1 else f"{count} frases", cls="count"),
            tag("span", f"{picks} «{name_of(group.proposal)}»", cls="mark") if group.proposal else None,
            cls="group-head",
        ),
        tag("ul", *(_sentence(sentence) for sentence in reversed(group.sentences)), cls="group-sentences"),
        tag(
            "div",
            _choice(group, examples),
            tag("button", "Aceptar", type="submit", name="do", value="accept", cls="btn primary"),
            tag(
                "button",
                "No es para nosotros",
                type="submit",
                name="do",
                value="foreign",
                formnovalidate=True,
                cls="btn",
            ),
            tag("button", "Descartar", type="submit", name="do", value="discard", formnovalidate=True, cls="btn quiet"),
            cls="group-actions",
        ),
        method="post",
        action=f"{SUPERVISED}/review",
        cls="group",
        autocomplete="off",
    )


def _sentence(sentence: Misunderstood) -> Html:
    return tag(
        "li",
        _input(type="checkbox", name=f"take-{sentence.id}", value="1", checked=True, aria_label="Incluir esta frase"),
        tag(
            "div",
            tag(
                "textarea",
                sentence.text,
                name=f"text-{sentence.id}",
                rows="1" if len(sentence.text) < ONE_LINE else "2",
                maxlength=str(LONGEST),
                aria_label="Frase",
                cls="sentence-text",
                spellcheck="false",
            ),
            tag("p", channel_icon(sentence.channel), _about(sentence), cls="sentence-about"),
        ),
    )


def _about(sentence: Misunderstood) -> str:
    parts = [words.channel(sentence.channel), words.short_time(sentence.said_at), _REASONS[Reason(sentence.reason)]]
    guesses = ", ".join(f"{name_of(intent)} {_percent(sure)}" for intent, sure in sentence.guesses)
    parts += [f"creyó: {guesses}"] if guesses else []
    parts += [f"la persona eligió: {name_of(sentence.picked)}"] if sentence.picked else []
    return " · ".join(parts)


def _choice(group: Group, examples: Mapping[str, str]) -> Html:
    proposed = group.proposal or ""
    options = [tag("option", "Qué quiso decir…", value="", selected=not proposed)]
    for intent, name in sorted(NAMES.items(), key=lambda named: named[1].casefold()):
        example = f"{name}: «{examples[intent]}»" if intent in examples else name
        options.append(tag("option", example, value=intent, selected=intent == proposed))
    return tag("select", *options, name="intent", required=True, aria_label="Qué quiso decir la persona")


def _accepted(accepted: Sequence[Misunderstood]) -> Html:
    return tag(
        "section",
        tag(
            "details",
            tag("summary", tag("h2", "Frases aceptadas", tag("span", str(len(accepted)), cls="count"))),
            tag("ul", *(_accepted_line(sentence) for sentence in accepted), cls="accepted") if accepted else None,
        ),
        aria_label="Frases aceptadas",
    )


def _accepted_line(sentence: Misunderstood) -> Html:
    return tag(
        "li",
        tag("span", sentence.text, cls="accepted-text"),
        tag("span", name_of(str(sentence.intent)), cls="accepted-intent"),
        tag(
            "form",
            _input(type="hidden", name="sentence", value=str(sentence.id)),
            tag("button", icon("back"), "Devolver", type="submit", cls="btn quiet"),
            method="post",
            action=f"{SUPERVISED}/reopen",
        ),
    )


def _input(**attributes: Any) -> Html:
    return tag("input", **attributes)


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"
