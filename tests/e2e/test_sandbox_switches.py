"""The switches of the sandbox's page: a provider fails as they say, and the phones show it."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.sandboxes import ACCOUNT_SID, AUTH_TOKEN, SMS, Sandbox, sandbox_for, serving_office

ANA = "+573000000101"


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with serving_office() as office, sandbox_for(office) as sandbox:
        yield sandbox


def send(sandbox: Sandbox) -> int:
    """What Twilio answers to a text message."""
    path = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages.json"
    values = {"To": ANA, "From": SMS, "Body": "x"}
    return sandbox.http.post(path, data=values, auth=(ACCOUNT_SID, AUTH_TOKEN)).status_code


@pytest.mark.parametrize("width", [390, 1280])
async def test_switches_are_thrown_with_the_keyboard(sandbox: Sandbox, browser: Browser, width: int) -> None:
    page = await browser.new_page(viewport={"width": width, "height": 800})
    await page.goto(sandbox.url)
    if width < 860:
        await page.get_by_role("tab", name="SMS").click()
    opener = page.get_by_role("button", name="Fallas del proveedor")
    await opener.focus()
    await page.keyboard.press("Enter")
    switches = page.get_by_role("dialog", name="Fallas del proveedor")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await switches.get_by_label("A cuáles").select_option("A 1 de cada 2")
    failing = switches.get_by_role("group", name="SMS").get_by_role("switch", name="Error del servidor")
    await failing.focus()
    await page.keyboard.press("Space")
    await expect(failing).to_have_attribute("aria-checked", "true")
    assert [send(sandbox) for _ in range(4)] == [500, 201, 500, 201]
    await expect(failing).to_contain_text("1 de cada 2, falló 2 veces")
    await expect(switches.locator("[aria-checked=true]")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(opener).to_contain_text("1")
    phone = page.get_by_role("region", name="Teléfono con SMS")
    await expect(phone.locator(".fault")).to_have_text("Falla simulada: Error del servidor, 1 de cada 2")
    await opener.click()
    await switches.get_by_role("button", name="Apagar todo").click()
    await expect(failing).to_have_attribute("aria-checked", "false")
    await expect(phone.locator(".fault")).to_be_hidden()
    assert [send(sandbox) for _ in range(2)] == [201, 201]
    await page.close()
