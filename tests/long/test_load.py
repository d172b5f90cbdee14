"""Five hundred messages of fifty citizens at once."""

import time

from tests.long.crowd import Crowd
from tests.stack import Stack


async def test_five_hundred_messages_are_all_answered_in_order(stack: Stack) -> None:
    crowd = Crowd(stack, ("whatsapp", "sms"), 50)
    assert crowd.total == 500
    began = time.monotonic()
    await crowd.write()
    await crowd.until_answered(240)
    print(f"500 messages answered in {time.monotonic() - began:.0f} s")
    crowd.check()
