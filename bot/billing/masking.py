"""What is shown of a person's data to somebody who may not be that person: never all of it."""

import re


def mask_name(name: str) -> str:
    """`María Pérez` as `M***a P***z`; words of up to two letters stay a letter and stars."""
    return " ".join(_mask_word(word) for word in name.split())


def mask_meter(number: str) -> str:
    """A meter's number with its last four digits hidden, since they are a second fact: `EN-10****`."""
    hidden, masked = 0, []
    for character in reversed(number):
        hide = character.isdigit() and hidden < 4
        hidden += hide
        masked.append("*" if hide else character)
    return "".join(reversed(masked))


def mask_phone(number: str) -> str:
    """`+573000001234` as `***1234`."""
    return f"***{number[-4:]}"


def mask_address(address: str) -> str:
    """`Cra 7 # 45-23` as `Cra 7 # **-**`: the street stays, the door does not."""
    street, sign, door = address.partition("#")
    return street + sign + re.sub(r"\d+[A-Za-z]?", "**", door) if sign else re.sub(r"\d", "*", address)


def _mask_word(word: str) -> str:
    return f"{word[0]}***{word[-1]}" if len(word) > 2 else f"{word[0]}***"
