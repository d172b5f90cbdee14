"""Whether Twilio comes again with a webhook that failed, which the fragment of its address says.

Source: https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides: without one it comes again once, and
only where it could not connect; `rc` is how often, `rp` after what: 4xx, 5xx, ct (no connection), rt (no answer), all.
"""

from urllib.parse import parse_qsl, urldefrag

RETRIES = "#rc=3&rp=all"
NEEDED = {"5xx", "ct", "rt"}


def comes_again(url: str) -> bool:
    """Whether a webhook that is set as `url` is repeated after a 5xx, a lost answer and a lost connection."""
    values = dict(parse_qsl(urldefrag(url).fragment))
    policies = set(values.get("rp", "ct").split(","))
    return values.get("rc", "1") in {"1", "2", "3", "4", "5"} and ("all" in policies or policies >= NEEDED)
