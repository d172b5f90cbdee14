"""What a model understands: `python -m assistant.understand --model FILE [--now DATE]`.

Reads an object a line from standard input ({"text": …}) and writes one a line: intent_ranking, sure, danger, entities,
milliseconds (of processor time, on one core). `--with-tensorflow` for models that need it.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any, Dict, List, Optional

from assistant.intents import DANGERS

FALLBACK = "nlu_fallback"


def main() -> None:
    """Answer every line; exit with one line if the model cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m assistant.understand", description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--now", type=date.fromisoformat, help="Today's date for words like ayer.")
    parser.add_argument("--with-tensorflow", action="store_true")
    arguments = parser.parse_args()
    # Rasa's own notices go to standard error, so that standard output holds answers alone.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _on_one_core()
    os.environ.update({"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3"})
    if not arguments.with_tensorflow:
        from assistant import tensorflow_aside

        tensorflow_aside.install()
    asyncio.run(_answer(arguments.model, arguments.now, answers))


async def _answer(model: Path, today: Optional[date], answers: Any) -> None:
    from rasa.core.agent import Agent
    from rasa.core.channels.channel import UserMessage

    from assistant import tunings

    tunings.run_graph_in_order()
    agent = Agent()
    agent.load_model(model)
    if agent.processor is None:
        sys.exit(f"assistant: there is no model at {model}")
    metadata = {"today": today.isoformat()} if today else {}
    await agent.processor.parse_message(UserMessage("hola", metadata=metadata))
    for line in sys.stdin:
        message = UserMessage(json.loads(line)["text"], metadata=metadata)
        started = time.process_time()
        parsed = await agent.processor.parse_message(message)
        answer = _read(parsed) | {"milliseconds": (time.process_time() - started) * 1000}
        print(json.dumps(answer, ensure_ascii=False), file=answers, flush=True)


def _read(parsed: Dict[str, Any]) -> Dict[str, Any]:
    ranking = [one for one in parsed.get("intent_ranking") or [] if one["name"] != FALLBACK]
    return {
        "intent_ranking": [[one["name"], one["confidence"]] for one in ranking],
        "sure": parsed["intent"].get("name") != FALLBACK,
        "danger": parsed["danger"] if "danger" in parsed else _likeliest_danger(ranking),
        "entities": [
            {name: entity[name] for name in ("entity", "start", "end", "value")}
            for entity in parsed.get("entities", [])
        ],
    }


def _likeliest_danger(ranking: List[Dict[str, Any]]) -> str:
    """What a model without an alarm of its own can say: the likeliest intent, if that is a danger."""
    return next((one["name"] for one in ranking[:1] if one["name"] in DANGERS), "")


def _on_one_core() -> None:
    """Keep to one core, before any library counts them."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


if __name__ == "__main__":
    main()
