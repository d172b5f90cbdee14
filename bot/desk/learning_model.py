"""The part of the supervisor's page about models: the one in use, the training of another, and how they compare."""

from collections.abc import Iterator
from datetime import datetime

from bot.desk import words
from bot.desk.guard import SUPERVISED
from bot.desk.markup import Html, join, tag
from bot.learning.comparison import Change, Comparison, Score
from bot.learning.lessons import Left
from bot.learning.standing import Model, Standing
from bot.learning.training_run import RunState, Step
from bot.understanding.intents import NOT_UNDERSTOOD, name_of
from bot.words import full_stop

_STEPS = {
    Step.TRAINING: "Entrenando el modelo nuevo",
    Step.CURRENT: "Midiendo el modelo actual",
    Step.CANDIDATE: "Midiendo el modelo nuevo",
    Step.CONVERSATIONS: "Probando conversaciones enteras",
}
_SCORES = {
    "evaluated": "Frases de evaluación",
    "dangers": "Peligros reconocidos",
    "lessons": "Frases aceptadas, que aprendió",
    "conversations": "Conversaciones de prueba",
}


def section(standing: Standing, accepted: int) -> Html:
    """The part as it stands; marked as busy where it changes by itself. `accepted`: how many sentences there are."""
    return tag(
        "section",
        tag("h2", "Modelo del asistente"),
        tag("div", *_in_use(standing), *_training(standing, accepted), cls="card"),
        _comparison(standing),
        id="model",
        data_busy=standing.busy,
        aria_label="Modelo del asistente",
    )


def _in_use(standing: Standing) -> Iterator[Html | None]:
    yield tag("p", tag("b", "En uso: "), _model(standing.used))
    if standing.chosen_at:
        said = full_stop(f"Lo eligió {standing.chosen_by} {_moment(standing.chosen_at)}")
        yield tag("p", said, cls="learning-hint")
    if standing.changing:
        yield tag("p", "El asistente está cargando ese modelo; mientras tanto responde con el anterior.", cls="mark")
    if standing.away:
        yield tag("p", "El asistente no responde en este momento; al volver usará ese modelo.", cls="mark")
    if standing.before:
        yield _form(
            "back",
            tag("button", "Volver al anterior", type="submit", cls="btn"),
            tag("span", _model(standing.before), cls="learning-hint"),
            seen=standing.choice,
        )


def _training(standing: Standing, accepted: int) -> Iterator[Html | None]:
    run = standing.run
    if run and not run.has_ended:
        step = _STEPS.get(Step(run.step), "") if run.step else "En espera de un momento libre"
        place = list(_STEPS).index(Step(run.step)) + 1 if run.step else 0
        yield tag(
            "p", tag("b", f"{step}… "), f"Paso {place} de {len(_STEPS)}, empezó {full_stop(_moment(run.created_at))} ",
            "Tarda unos minutos; puede cerrar esta página.", role="status",
        )  # fmt: skip
        yield Html(f'<progress max="{len(_STEPS)}" value="{place}" aria-label="Avance"></progress>')
        yield _form("cancel", tag("button", "Cancelar", type="submit", cls="btn"), run=run.id)
        return
    if run and run.state == RunState.FAILED:
        yield tag("p", run.error, cls="learning-problem", role="alert")
    if run and run.state == RunState.CANCELLED:
        yield tag("p", f"{standing.cancelled_by or 'Alguien'} canceló el último entrenamiento.", cls="learning-hint")
    if not accepted and not standing.used.lessons:
        yield tag("p", "Cuando acepte frases podrá entrenar un modelo con ellas.", cls="learning-hint")
        return
    yield _form(
        "train",
        tag("button", "Entrenar un modelo nuevo", type="submit", cls="btn"),
        tag(
            "span",
            f"Con {_sentences(accepted)}. El asistente sigue con el modelo en uso hasta que usted lo cambie.",
            cls="learning-hint",
        ),
    )


def _comparison(standing: Standing) -> Html | None:
    found, run = standing.comparison, standing.run
    if found is None or run is None:
        return None
    use = None
    if not standing.run_is_used:
        use = _form(
            "use",
            tag("button", "Usar este modelo", type="submit", cls="btn primary"),
            run=run.id,
            seen=standing.choice,
        )
    return tag(
        "div",
        tag("h3", f"Modelo nuevo, {_moment(run.created_at)}: {_sentences(len(run.lessons))}"),
        tag("p", f"Lo entrenó {standing.run_by}.", cls="learning-hint"),
        tag("p", _verdict(found), cls="learning-verdict"),
        _scores(found),
        _left(standing.left),
        _changes(found),
        use,
        cls="card",
    )


def _verdict(found: Comparison) -> str:
    """In one sentence, whether anything got worse."""
    measured = {name: getattr(found, field) for field, name in _SCORES.items()}
    worse = [name.lower() for name, score in measured.items() if score.after < score.before]
    if worse:
        return f"Cuidado: empeora en {' y en '.join(worse)}."
    better = [name.lower() for name, score in measured.items() if score.after > score.before]
    return f"Mejora en {' y en '.join(better)}, y no empeora en nada." if better else "Ni mejora ni empeora."


def _scores(found: Comparison) -> Html:
    head = tag("tr", tag("td", ""), tag("th", "Antes", scope="col"), tag("th", "Modelo nuevo", scope="col"))
    rows = (_score(name, getattr(found, field)) for field, name in _SCORES.items())
    return tag("table", head, *rows, cls="scores")


def _score(name: str, score: Score) -> Html:
    cls = "worse" if score.after < score.before else "better" if score.after > score.before else ""
    return tag(
        "tr",
        tag("th", name, scope="row"),
        tag("td", f"{score.before} de {score.number}"),
        tag("td", f"{score.after} de {score.number}", cls=cls),
    )


def _left(left: list[Left]) -> Html | None:
    if not left:
        return None
    reasons = (
        f"«{one.lesson.text}»: los datos ya la tienen como «{name_of(one.there_as)}»"
        if one.there_as
        else f"«{one.lesson.text}»: su intención ya no existe"
        for one in left
    )
    return tag(
        "details", tag("summary", f"Sin aprender: {len(left)}"), tag("ul", *(tag("li", each) for each in reasons))
    )


def _changes(found: Comparison) -> Html:
    title = "No cambia ninguna respuesta" if not found.changes else f"Respuestas que cambian: {found.changes}"
    rows = [tag("tr", *(tag("th", name, scope="col") for name in ("Frase", "Antes", "Después", "Quiso decir")))]
    rows += [_change(change) for change in found.changed]
    return tag("details", tag("summary", title), tag("table", *rows, cls="changes"), open=0 < found.changes <= 10)


def _change(change: Change) -> Html:
    good = "" if not change.meant else "better" if change.after == change.meant else "worse"
    return tag(
        "tr",
        tag("td", change.text),
        tag("td", _answer(change.before), data_name="Antes"),
        tag("td", _answer(change.after), data_name="Después", cls=good),
        tag("td", name_of(change.meant) if change.meant else "sin revisar", data_name="Quiso decir"),
    )


def _answer(intent: str) -> str:
    return name_of(intent) if intent else NOT_UNDERSTOOD


def _model(model: Model) -> str:
    if model.made_at is None:
        return "el modelo propio del sistema, sin frases aceptadas."
    return f"el modelo entrenado {_moment(model.made_at)}, con {_sentences(model.lessons)}."


def _sentences(number: int) -> str:
    return "1 frase aceptada" if number == 1 else f"{number} frases aceptadas"


def _moment(moment: datetime) -> str:
    return f"{words.day(moment).lower()} a las {words.clock_time(moment)}"


def _form(action: str, *children: Html | None, **hidden: int) -> Html:
    fields = (tag("input", type="hidden", name=name, value=str(value)) for name, value in hidden.items())
    return tag("form", *fields, join(*children), method="post", action=f"{SUPERVISED}/{action}", cls="model-form")
