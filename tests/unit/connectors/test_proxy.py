"""Calls to Twilio go through the office's proxy, where the environment names one."""

import asyncio
import base64

import aiohttp
import pytest

from connectors.twilio.http import TwilioHttp


@pytest.fixture
async def proxy(monkeypatch):
    """A proxy with a password, which lets nobody through; what it was asked."""
    asked: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked.append((await reader.readuntil(b"\r\n\r\n")).decode())
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("https_proxy", f"http://office:pass%20word@127.0.0.1:{port}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    async with server:
        yield asked


async def test_a_call_goes_through_the_proxy_with_its_password(proxy, monkeypatch):
    monkeypatch.delenv("no_proxy", raising=False)
    http = TwilioHttp("https://twilio.example")
    with pytest.raises(aiohttp.ClientHttpProxyError):
        await http.request("GET", "https://api.twilio.com/2010-04-01/Accounts.json")
    await http.close()

    assert proxy[0].startswith("CONNECT twilio.example:443 HTTP/1.1\r\n")
    assert "Proxy-Authorization: Basic " + base64.b64encode(b"office:pass word").decode() in proxy[0]


async def test_an_exempted_address_is_called_directly(proxy, monkeypatch):
    monkeypatch.setenv("no_proxy", "twilio.invalid")
    http = TwilioHttp("https://twilio.invalid")
    with pytest.raises(OSError):
        await http.request("GET", "https://api.twilio.com/2010-04-01/Accounts.json")
    await http.close()

    assert not proxy
