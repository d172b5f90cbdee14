"""The token of a web-chat session, and the address that stands for it."""

import base64
import hashlib

import pytest

from connectors.web.session import UnknownSession, address_of, new_token


def test_a_token_is_long_random_and_fit_for_a_header() -> None:
    tokens = {new_token() for _ in range(50)}
    assert len(tokens) == 50
    for token in tokens:
        assert len(base64.urlsafe_b64decode(token)) == 48
        assert not set(token) & set("+/=\n ")


def test_the_address_is_a_hash_of_the_token() -> None:
    token = new_token()
    assert address_of(token) == hashlib.sha256(token.encode()).hexdigest()
    assert token not in address_of(token)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: "",
        lambda token: "x" * 64,
        lambda token: token[:-4],
        lambda token: token + "AAAA",
        lambda token: token + "\n",
        lambda token: ("A" if token[0] != "A" else "B") + token[1:],
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: "ñandú" + token,
        lambda token: base64.urlsafe_b64encode(bytes(48)).decode(),
    ],
)
def test_a_token_that_is_not_ours_is_unknown(spoil) -> None:
    with pytest.raises(UnknownSession):
        address_of(spoil(new_token()))
