"""What a message is in the light of the form's question."""

import pytest

from assistant import answered


def parsed(text: str, *entities: str, intent: str = "deny") -> dict:
    return {"text": text, "intent": {"name": intent}, "entities": [{"entity": name} for name in entities]}


@pytest.mark.parametrize(
    ("message", "asked", "intent"),
    [
        (parsed("no pues en doce"), "instalments", "inform"),
        (parsed("no, en 6"), "instalments", "inform"),
        (parsed("no, una cosa es una cosa"), "instalments", "deny"),
        (parsed("no, mentiras, es en Las Acacias", "neighborhood"), "place", "inform"),
        (parsed("no, mañana", "date"), "amount", "deny"),
        (parsed("ya no quiero"), "place", "deny"),
        (parsed("no, en 6"), None, "deny"),
        (parsed("/deny"), "instalments", "deny"),
        (parsed("no fueron 85", "amount", intent="bill_amount"), "amount", "bill_amount"),
        (parsed("llevo tres días llamando y nadie viene", intent="case_status"), "complaint_text", "complaint_file"),
        (parsed("llevo tres días llamando y nadie viene", intent="case_status"), "place", "case_status"),
        (parsed("y cómo va lo que radiqué la otra vez", intent="case_status"), "complaint_text", "case_status"),
        (parsed("quiero saber en qué va mi otro caso", intent="case_status"), "complaint_text", "case_status"),
        (parsed("la oficina del centro abre tarde?", intent="office_info"), "complaint_text", "office_info"),
        (parsed("ya no sé qué pasó", intent="case_status"), "complaint_text", "case_status"),
    ],
)
def test_with_what_the_form_asks_for_it_is_an_answer(message, asked, intent):
    assert answered.read(message, asked)["intent"]["name"] == intent
