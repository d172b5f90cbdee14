"""What is left to say to who wrote before our answer could be read."""

from bot.messaging.content import Reply
from bot.messaging.crossing import still_to_say
from bot.messaging.message import Message

QUESTION, HINT, OFFICE = Reply(text="¿En qué barrio?"), Reply(text="Necesito el barrio."), Reply(text="Calle 10.")
DANGER = Reply(text="¿Hay peligro?", purpose="safety")
ASKED = [Message(body=QUESTION.text)]


def left(*replies: Reply, intent: str, text: str = "y nadie contesta", in_form: bool = True) -> list[Reply]:
    return still_to_say(replies, ASKED, text, intent, in_form=in_form)


def test_a_question_is_not_put_again_to_who_has_not_read_it():
    assert left(QUESTION, intent="outage_report") == []
    assert left(HINT, QUESTION, intent="inform") == []


def test_an_answer_is_given_and_the_question_stands_below_it():
    assert left(OFFICE, QUESTION, intent="office_info") == [OFFICE, QUESTION]
    assert left(Reply(text="Anotado."), intent="inform") == [Reply(text="Anotado.")]


def test_a_danger_is_always_asked_about():
    assert left(DANGER, HINT, QUESTION, intent="inform") == [DANGER]


def test_what_only_stood_beside_a_request_gets_no_answer_of_its_own():
    menu = Reply(text="No le entendí.")
    for text in ("contesten por favor", "aló", "¡ayúdenme!", "y nadie responde", "!!!"):
        assert left(menu, intent="nlu_fallback", text=text, in_form=False) == []
    assert left(menu, intent="help_menu", text="ayuda", in_form=False) == []
    for text in ("y además lo de la otra cosa que le dije", "¿me puede ayudar?"):
        assert left(menu, intent="nlu_fallback", text=text, in_form=False) == [menu]
    assert left(OFFICE, intent="office_info", in_form=False) == [OFFICE]


def test_what_was_just_said_is_not_said_again():
    assert left(OFFICE, QUESTION, intent="office_info", text="¿dónde queda la oficina del centro?", in_form=False) == [
        OFFICE
    ]


def test_few_words_that_were_not_understood_may_be_a_wish_all_the_same():
    procedure = Reply(text="Registro civil de nacimiento. Lo hace la Registraduría.")
    for text in ("partida nacimiento", "devuelvan mi plata"):
        assert left(procedure, intent="nlu_fallback", text=text, in_form=False) == [procedure]


def test_who_has_read_the_question_hears_it_again():
    assert still_to_say([HINT, QUESTION], [], "no sé", "inform", in_form=True) == [HINT, QUESTION]
