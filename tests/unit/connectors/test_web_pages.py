"""The script and the office's page: small, safe, and true to entity.yml."""

import gzip
import re

from bot.entity import entity
from connectors.web import office_page, script

LIMIT = 15_000


def test_the_script_is_small() -> None:
    made = script.script()
    assert len(made.zipped) < LIMIT
    assert gzip.decompress(made.zipped) == made.plain


def test_the_script_never_reads_text_as_markup() -> None:
    text = script.script().plain.decode()
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "srcdoc"):
        assert way not in text


def test_the_script_loads_nothing_else() -> None:
    text = script.script().plain.decode()
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)[\w.]+", text.replace(entity().privacy.url, "")) == []


def test_an_office_cannot_break_out_of_the_script() -> None:
    office = entity().model_copy(update={"short_name": '"};alert(1);//</script>\u2028'})
    text = script.build(office)
    assert '"name": "\\"};alert(1);//</script>' in text


def test_five_suggestions_of_what_the_office_supplies() -> None:
    assert len(script.suggestions(entity())) == 5
    assert "No tengo agua" in script.suggestions(entity())
    energy = entity().model_copy(
        update={"services": [service for service in entity().services if service.key == "energia"]}
    )
    assert "No tengo energía" in script.suggestions(energy)


def test_the_page_tells_confirmed_phones_only() -> None:
    html = office_page.build(entity(), demo=False)
    for phone in entity().phones:
        assert (f">{phone.number}</a>" in html) == phone.verified
    assert "Lunes a viernes</dt><dd>7:00 a. m. a 6:00 p. m." in html
    assert "ficticios" not in html
    assert "ficticios" in office_page.build(entity(), demo=True)


def test_the_page_escapes_what_the_office_is_called() -> None:
    html = office_page.build(entity().model_copy(update={"short_name": "A & <b>B</b>"}), demo=False)
    assert "A &amp; &lt;b&gt;B&lt;/b&gt;" in html
    assert "<b>B" not in html


def test_the_page_runs_nothing_inline() -> None:
    html = office_page.build(entity(), demo=True)
    assert "unsafe" not in office_page.HEADERS["Content-Security-Policy"]
    assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", html) == []
    assert re.findall(r"<script[^>]*>", html) == ['<script src="/chat.js" data-open="wide" defer>']
