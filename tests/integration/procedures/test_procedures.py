"""The catalogue of procedures: complete, found by what people call it, told as asked."""

import pytest

from bot.procedures import catalogue, finding, office_phrases, offices, phrases
from bot.procedures.catalogue import CatalogueError, read_procedures
from bot.procedures.procedure import Procedure
from bot.settings import settings

# The keys that the assistant's training data uses (docs/assistant.md).
KEYS = """cambio_titular conexion_nueva desconexion reconexion traslado_medidor cambio_estrato subsidio revision_gas
partida_nacimiento partida_matrimonio pasaporte licencia_construccion certificado_residencia""".split()


@pytest.fixture
async def loaded(session):
    await catalogue.load(session)
    return session


@pytest.fixture(scope="module")
def entries():
    return {entry.key: entry for entry in read_procedures(settings().procedures_file)}


def test_the_catalogue_is_large_enough_and_complete(entries):
    assert len(entries) >= 20 and set(KEYS) <= set(entries)
    for entry in entries.values():
        assert entry.requirements and entry.steps and entry.where and entry.legal_basis and entry.source
        assert entry.time.immediate or (entry.time.value and entry.time.unit)
        assert entry.cost.amount is not None or entry.cost.note


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("cambio_titular", "cambio_titular"),
        ("Cambio de titular", "cambio_titular"),
        ("quiero poner el recibo a mi nombre", "cambio_titular"),
        ("cambio de nombre del recibo", "cambio_titular"),
        ("qué necesito para sacar el pasaporte", "pasaporte"),
        ("pasaporteee", "pasaporte"),
        ("partida de nacimiento", "partida_nacimiento"),
        ("partida de matrimonio", "partida_matrimonio"),
        ("registro civil de nacimiento", "partida_nacimiento"),
        ("dar de baja el servicio", "desconexion"),
        ("me cortaron y quiero reconexion", "reconexion"),
        ("mover el contador de sitio", "traslado_medidor"),
        ("traslado del medidor", "traslado_medidor"),
        ("bajar el estrato", "cambio_estrato"),
        ("licensia de construccion", "licencia_construccion"),
        ("permiso para construir", "licencia_construccion"),
        ("certificado de residencia", "certificado_residencia"),
        ("revision del gas", "revision_gas"),
        ("paz y salvo", "paz_y_salvo"),
        ("instalar la luz en mi casa nueva", "conexion_nueva"),
        ("subsidio de energia", "subsidio"),
        ("hola", None),
        ("cuánto debo", None),
        ("la la la", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
async def test_found_by_what_people_call_it(loaded, said, key):
    found = await finding.find(loaded, said)
    assert (found.key if found else None) == key


async def test_loading_again_brings_the_database_to_the_files(loaded):
    row = await loaded.get(Procedure, "reconexion")
    row.name = "otro"
    loaded.add(Procedure(key="old", name="old", aliases=[], content={}, loaded_at=row.loaded_at))
    await loaded.flush()
    await catalogue.load(loaded)
    await loaded.refresh(row)
    assert row.name == "Reconexión del servicio suspendido"
    loaded.expunge_all()
    assert await loaded.get(Procedure, "old") is None


def test_a_procedure_in_words(entries):
    said = phrases.info(entries["reconexion"])
    for words in ("$36.500", "tarda hasta 24 horas, desde el pago", "Pagar la deuda", "01/01/2026"):
        assert words in said
    steps = phrases.info(entries["reconexion"], "steps")
    assert "1. Pague" in steps and "artículo 42" in steps


@pytest.mark.parametrize(
    ("question", "aspect"),
    [
        ("cuánto cuesta la reconexión", "cost"),
        ("¿es gratis?", "cost"),
        ("cuánto se demora el pasaporte", "time"),
        ("¿la entregan de inmediato?", "time"),
        ("qué documentos necesito", "requirements"),
        ("¿y qué llevo?", "requirements"),
        ("requisitos para el pasaporte", "requirements"),
        ("dónde saco la partida", "where"),
        ("reconexión", None),
    ],
)
def test_the_asked_for_part_is_recognised(question, aspect):
    assert phrases.asked_for(question) == aspect


def test_the_asked_for_part_alone_is_told(entries):
    assert phrases.info(entries["reconexion"], "cost").startswith("Reconexión del servicio suspendido: $36.500")
    assert "Necesita" not in phrases.info(entries["reconexion"], "cost")


def test_at_once_or_within_a_term(entries):
    assert phrases.time(entries["paz_y_salvo"]) == "Se entrega de inmediato, si lleva todo completo."
    assert phrases.time(entries["revision_gas"]).startswith("Se entrega el mismo día de su cita")
    assert phrases.time(entries["cambio_titular"]).startswith("No es inmediato: tarda hasta 5 días hábiles")


def test_another_offices_procedure_says_whose_it_is(entries):
    for aspect in (None, "cost"):
        assert "lo hace la oficina de pasaportes" in phrases.info(entries["pasaporte"], aspect)
    assert "depende del área" in phrases.cost(entries["licencia_construccion"])


def test_what_nobody_confirmed_is_not_told(entries):
    said = phrases.info(entries["reconexion"].model_copy(update={"verified_at": None}), "cost")
    assert "36.500" not in said and "persona" in said


async def test_offices_of_the_neighborhood_come_first(loaded):
    assert (await finding.offices(loaded))[0].key == "principal"
    assert (await finding.offices(loaded, "El Prado"))[0].key == "prado"
    said = office_phrases.everywhere(await finding.offices(loaded))
    assert "Calle 10 # 5-20" in said and "(600) 000 0104" in said and "con cita" in said


@pytest.mark.parametrize(
    ("said", "key", "first"),
    [
        ("¿a qué hora abren?", "principal", "lunes a viernes de 7:00"),
        ("dnd keda la oficina tecnica", "tecnica", "Carrera 3 # 2-90"),
        ("a qué horas atiende el punto de pago la esperanza", "esperanza", "lunes a sábado"),
        ("dónde hacen las revisiones", "tecnica", "Carrera 3 # 2-90"),
        ("a que numero puedo llamar", "principal", "Tel. (600) 000 0100"),
    ],
)
async def test_one_office_is_told_with_what_was_asked_first(loaded, said, key, first):
    office = offices.meant(await finding.offices(loaded), said)
    assert office.key == key
    assert office_phrases.one(office, said).startswith(f"{office.name}: {first}")


def test_several_offices_are_asked_for_in_the_plural():
    assert offices.asks_for_all("dónde quedan las oficinas") and offices.asks_for_all("¿hay otra más cerca?")
    assert not offices.asks_for_all("¿a qué hora abre la oficina?")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("cost: {amount: 0}", "cost: {amount: cero}", "cambio_titular: cost.amount"),
        ("key: conexion_nueva", "key: cambio_titular", "cambio_titular stands there twice"),
        ("requirements:", "requisitos:", "cambio_titular: requirements: Field required"),
    ],
)
def test_a_mistake_in_the_catalogue_names_the_entry(tmp_path, old, new, words):
    text = (settings().procedures_file).read_text(encoding="utf-8")
    file = tmp_path / "catalogue.yml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError, match=words):
        read_procedures(file)
