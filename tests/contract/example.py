"""The example channel of docs/channels.md: its files, as the page has them, put where channels are found."""

import atexit
import re
import shutil
import tempfile
from pathlib import Path

import connectors
import tests.contract
from connectors import registry

PAGE = Path(__file__).parents[2] / "docs" / "channels.md"
# A block of code whose first line is the file's path.
FILE = re.compile(r"^```python\n# (?P<path>[\w/]+\.py)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def files() -> dict[str, str]:
    """The page's files: path to text."""
    return {found["path"]: found["text"] for found in FILE.finditer(PAGE.read_text(encoding="utf-8"))}


def install() -> None:
    """Write the files into a folder of their own, and have `connectors` and `tests.contract` look there too."""
    folder = Path(tempfile.mkdtemp(prefix="example-channel-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for path, text in files().items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    connectors.__path__.append(str(folder / "connectors"))
    registry.described.cache_clear()
    tests.contract.__path__.append(str(folder / "tests" / "contract"))
