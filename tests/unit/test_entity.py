"""entity.yml: the office's facts, and errors that say where to look."""

import pytest

from bot.entity import EMERGENCY_KINDS, EntityError, entity, read
from bot.settings import ROOT

TEXT = (ROOT / "entity.yml").read_text(encoding="utf-8")


@pytest.fixture
def written(tmp_path):
    """Writes entity.yml with one text replaced; returns the file."""

    def write(old: str, new: str):
        assert TEXT.count(old) >= 1, f"entity.yml has no {old!r}"
        file = tmp_path / "entity.yml"
        file.write_text(TEXT.replace(old, new, 1), encoding="utf-8")
        return file

    return write


def line_of(text: str) -> int:
    return TEXT[: TEXT.index(text)].count("\n") + 1


@pytest.mark.parametrize("kind", EMERGENCY_KINDS)
@pytest.mark.parametrize("form", ["text", "sms", "ask"])
def test_every_emergency_names_the_single_line(kind, form):
    said = entity().emergency_text(kind, form=form)
    line = entity().phone("emergency")
    assert line and line.number in said
    assert "{" not in said and len(said) <= 600


def test_gas_names_the_gas_line_too():
    line = entity().phone("gas")
    assert line and line.number in entity().emergency_text("gas")


def test_a_phone_that_nobody_confirmed_is_not_told():
    assert any(phone.key == "mental_health" for phone in entity().phones)
    assert entity().phone("mental_health") is None


def test_every_kind_of_case_has_one_term():
    kinds = [kind for term in entity().legal_terms for kind in term.kinds]
    assert len(kinds) == len(set(kinds))
    term = entity().term("reclamo")
    assert term and term.days == 15
    assert entity().term("nonsense") is None


def test_account_numbers():
    number = entity().account_number
    assert number.fits(number.example)
    assert not number.fits("0100237") and not number.fits("41002377") and not number.fits("410023")


@pytest.mark.parametrize(
    ("old", "new", "field", "words"),
    [
        ("time_zone: America/Bogota", "time_zone: America/Bogata", "time_zone", "is not a time zone"),
        ("pattern: '[1-9]\\d{6}'", "pattern: '[1-9'", "account_number.pattern", "is not a regular expression"),
        ("days: 15\n    unit: business", "days: quince\n    unit: business", "legal_terms.0.days", "valid integer"),
        ("{days: [sat], from: '08:00', to: '13:00'}", "{days: [sat], from: '18:00', to: '13:00'}", "hours.1", "before"),
        ("municipality: Villa Serrana", "municipio: Villa Serrana", "municipio", "not permitted"),
    ],
)
def test_an_error_names_line_and_field(written, old, new, field, words):
    with pytest.raises(EntityError) as error:
        read(written(old, new))
    assert f"entity.yml:{line_of(old)}: {field}: " in str(error.value)
    assert words in str(error.value)


def test_a_missing_field_is_named(written):
    with pytest.raises(EntityError, match=r"entity.yml:\d+: currency: Field required"):
        read(written("currency: COP\n", ""))


def test_a_script_may_not_use_an_unconfirmed_phone(written):
    with pytest.raises(EntityError, match=r"emergencies\.gas\.text: no confirmed phone mental_health"):
        read(written("llame al {gas}", "llame al {mental_health}"))


def test_a_text_message_may_not_carry_expensive_letters(written):
    with pytest.raises(EntityError, match=r"emergencies.cable.sms: .* without á í ó ú"):
        read(written("CABLE CAIDO:", "CABLE CAÍDO :"))


def test_broken_yaml_and_a_missing_file_are_told(written, tmp_path):
    with pytest.raises(EntityError, match="line"):
        read(written("short_name:", "short_name: ["))
    with pytest.raises(EntityError, match="cannot be read"):
        read(tmp_path / "none.yml")
