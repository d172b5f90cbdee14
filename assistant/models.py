"""The model that is served, and its change for another one while turns go on."""

import asyncio
import re
from pathlib import Path
from typing import Dict

from rasa.core.channels.channel import UserMessage

from assistant.fingerprint import fingerprint
from assistant.turn import TurnAgent

_NAME = re.compile(r"assistant-(?P<fingerprint>[0-9a-f]{12})(?:-[0-9a-f]{8})?\.tar\.gz")


class Models:
    """Changes the agent's model among the files of one folder."""

    def __init__(self, agent: TurnAgent, file: Path) -> None:
        self._agent = agent
        self._file = file
        self._fingerprint = fingerprint()
        self._changing = asyncio.Lock()

    def loaded(self) -> Dict[str, str]:
        """The name of the present model's file, and the fingerprint of the code that serves it."""
        return {"model": self._file.name, "fingerprint": self._fingerprint}

    async def change(self, name: str) -> None:
        """Load another model, and answer with it once it is warm. ValueError for a file that is none of ours, is not
        there, or was trained with other code than runs here."""
        found = _NAME.fullmatch(name)
        file = self._file.with_name(name)
        if found is None or found["fingerprint"] != self._fingerprint or not file.is_file():
            raise ValueError("there is no such model for this assistant")
        async with self._changing:
            if file == self._file:
                return
            processor = await asyncio.get_running_loop().run_in_executor(None, self._agent.read, file)
            await processor.parse_message(UserMessage("hola"))
            self._agent.use(processor)
            self._file = file
