"""Files are fetched from Twilio's own hosts, whatever address a message names."""

import pytest

from connectors.twilio.files import is_twilios
from tests.channels import configure, forget


@pytest.fixture(autouse=True)
def twilio(monkeypatch):
    configure(monkeypatch, twilio_base_url="http://127.0.0.1:8003")
    yield
    monkeypatch.undo()
    forget()


@pytest.mark.parametrize(
    "url",
    [
        "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
        "https://mms.twiliocdn.com/AC1/abc?Expires=1",
        "http://127.0.0.1:8003/2010-04-01/Accounts/AC1/Messages/MM1/Media/ME1",
    ],
)
def test_twilios(url):
    assert is_twilios(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://api.twilio.com/x",
        "https://api.twilio.com:8443/x",
        "https://api.twilio.com.example.org/x",
        "https://eviltwiliocdn.com/x",
        "https://user@mms.twiliocdn.com/x",
        "https://mms.twiliocdn.com@example.org/x",
        "http://127.0.0.1:8002/metrics",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]:8003/x",
        "file:///etc/passwd",
        "https://[broken/x",
        "",
    ],
)
def test_nobody_elses(url):
    assert not is_twilios(url)
