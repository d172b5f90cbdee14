import re

import pytest
import yaml

from bot.messaging import languages
from bot.settings import ROOT


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hello, I would like to pay my bill", "inglés"),
        ("how much do I owe", "inglés"),
        ("my power is out", "inglés"),
        ("I have no water since yesterday", "inglés"),
        ("Olá, quero saber quanto devo da minha conta de luz", "portugués"),
        ("bom dia, preciso falar com alguém", "portugués"),
        ("não tenho água em casa", "portugués"),
        ("bonjour, je voudrais payer ma facture", "francés"),
        ("Buongiorno, vorrei pagare la bolletta della luce", "italiano"),
        ("non c'è acqua in casa mia da ieri", "italiano"),
        ("quanto devo pagare? grazie", "italiano"),
        ("Guten Tag, ich habe seit gestern keinen Strom", "alemán"),
        ("wo kann ich meine Rechnung bezahlen", "alemán"),
        ("allinllachu, manam kanchu luz wasiypi", "quechua"),
        ("Olá, minha conta de luz está muito cara, o que eu faço?", "portugués"),
        ("Mba’éichapa, ndaipóri y che rógape", "guaraní"),
        ("Saqarik, maj ja' pa we wachoch", "k'iche'"),
        ("Piali, amo nikpia atl nochan", "náhuatl"),
        ("kamisaki, janiw uma utjkiti", "aimara"),
    ],
)
def test_other_languages_are_known(text, name):
    language = languages.of(text)
    assert language is not None and language.name == name


@pytest.mark.parametrize(
    "text",
    [
        "", "ok", "hi", "kiero zaver qanto devo d la lus x fabor", "quanto devo", "no ay lus en mi varrio",
        "asta q dia puedo pagar", "me yego mui karo", "4100237", "😡", "sms", "link de pago please",
        "nececito un asesor urjente",
        "aqui estamos dos familias", "hola aqui tengo dos recibos",
        "el router no prende", "wifi", "porfa el pdf por whatsapp",
    ],
)  # fmt: skip
def test_bad_spanish_is_spanish(text):
    assert languages.of(text) is None


def test_hardly_a_sentence_of_the_training_data_is_taken_for_another_language():
    """Those that are have been put there as foreign ones: nobody answers them in Spanish."""
    told = [sentence for file in (ROOT / "data" / "nlu").glob("*.yml") for sentence in sentences(file)]
    foreign = [sentence for sentence in told if languages.of(sentence)]
    assert len(told) > 1000 and len(foreign) < len(told) / 400, foreign


def sentences(file):
    for block in yaml.safe_load(file.read_text())["nlu"]:
        for line in block.get("examples", "").splitlines():
            yield re.sub(r"\[([^\]]+)\](\([^)]*\)|\{[^}]*\})", r"\1", line.removeprefix("- "))
