"""What is sent to WhatsApp once its window is closed."""

import pytest

from bot.entity import EntityError, entity, read
from bot.messaging.content import Reply
from bot.settings import settings
from connectors.whatsapp import templates

ALL = {name: f"HX{name}" for name in templates.names()}


def test_a_question_is_put_with_its_answers() -> None:
    found = templates.template_for(Reply(purpose="survey", variables={"case": "2026-VS-0000001"}), 41, ALL)

    assert found is not None
    assert (found.announces, found.part.template) == (False, "template-survey")
    assert "2026-VS-0000001" in found.part.text
    assert list(found.part.variables.values()) == [entity().short_name, "2026-VS-0000001", "41"]


def test_an_answer_is_only_announced() -> None:
    found = templates.template_for(Reply(text="Su reclamo quedó resuelto"), 41, ALL)

    assert found is not None and found.announces
    assert "reclamo" not in found.part.text


def test_without_what_to_say_or_without_approval_there_is_none() -> None:
    assert templates.template_for(Reply(purpose="survey"), 41, ALL) is None
    assert templates.template_for(Reply(purpose="safety"), 41, ALL) is None
    assert templates.template_for(Reply(), 41, {}) is None


@pytest.mark.parametrize("name", templates.names())
def test_what_is_submitted_has_numbered_variables_with_samples(name: str) -> None:
    definition = templates.definition(name)
    (content,) = definition["types"].values()

    assert {f"{{{{{number}}}}}" in str(content) for number in definition["variables"]} == {True}
    assert list(definition["variables"]) == [str(n) for n in range(1, len(definition["variables"]) + 1)]
    assert not content["body"].startswith("{") and not content["body"].endswith("}")  # Meta takes neither


@pytest.mark.parametrize(
    ("template", "said"),
    [("thanks: {text: Gracias}", "thanks"), ("reply: {text: 'Hola {name}'}", "no name to fill in")],
)
def test_a_mistake_in_entity_yml_is_named(tmp_path, template: str, said: str) -> None:
    text = settings().entity_file.read_text(encoding="utf-8").partition("whatsapp_templates:")[0]
    file = tmp_path / "entity.yml"
    file.write_text(f"{text}whatsapp_templates:\n  {template}\n", encoding="utf-8")

    with pytest.raises(EntityError, match=said):
        read(file)
