"""`make bench`: the whole path of a message beside stock Rasa in one run; prints a table, writes bench/results.json."""

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from bench import load, memory, provider, stock_rasa, ventanilla

RESULTS = Path(__file__).parent / "results.json"
# Both run a custom action for it; ours asks the database.
TEXT = "¿Hay cortes programados esta semana en el barrio Centro?"
PATIENCE = aiohttp.ClientTimeout(60)
OUR_PORT, PROVIDER_PORT, STOCK_PORT = 8700, 8710, 8720


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="how long each side is measured")
    parser.add_argument("--citizens", type=int, default=16, help="how many write at the same time")
    parser.add_argument("--stock-model", type=Path, help="a baseline trained before, instead of one of today's data")
    options = parser.parse_args()
    figures = asyncio.run(_measure(options.citizens, options.seconds, options.stock_model))
    RESULTS.write_text(json.dumps({"figures": figures}, indent=1, ensure_ascii=False) + "\n")
    _print(figures)


async def _measure(citizens: int, seconds: float, stock_model: Path | None) -> list[dict[str, Any]]:
    print("measuring stock Rasa …", flush=True)
    stock, stock_memory = await _stock(citizens, seconds, stock_model)
    print("measuring Ventanilla …", flush=True)
    ours, our_memory = await _ours(citizens, seconds)
    return [
        _figure("turns per second", ours.turns_per_second, stock.turns_per_second, "1/s"),
        _figure("latency p50", ours.p50, stock.p50, "ms"),
        _figure("latency p95", ours.p95, stock.p95, "ms"),
        _figure("memory of the running system", our_memory, stock_memory, "MB"),
    ]


async def _stock(citizens: int, seconds: float, model: Path | None) -> tuple[load.Result, float]:
    async with stock_rasa.running(STOCK_PORT, model) as (url, pids), aiohttp.ClientSession(timeout=PATIENCE) as client:

        async def turn(citizen: int) -> None:
            async with client.post(url, json={"sender": f"citizen-{citizen}", "message": TEXT}) as answer:
                answer.raise_for_status()
                said = [message.get("text") for message in await answer.json()]
            if said != [stock_rasa.ANSWER]:
                raise RuntimeError(f"stock Rasa did not run its action, but said {said}")

        return await load.run(turn, citizens=citizens, seconds=seconds), memory.of_tree(pids)


async def _ours(citizens: int, seconds: float) -> tuple[load.Result, float]:
    async with (
        provider.running(PROVIDER_PORT) as phones,
        ventanilla.running(OUR_PORT, PROVIDER_PORT) as (webhook, pids),
        aiohttp.ClientSession(timeout=PATIENCE) as client,
    ):
        turn = ventanilla.citizen_turn(client, webhook, phones, TEXT)
        return await load.run(turn, citizens=citizens, seconds=seconds), memory.of_tree(pids)


def _figure(name: str, ours: float, baseline: float, unit: str) -> dict[str, Any]:
    ratio = round(ours / baseline, 2)
    return {"name": name, "ours": round(ours, 1), "baseline": round(baseline, 1), "ratio": ratio, "unit": unit}


def _print(figures: list[dict[str, Any]]) -> None:
    table = Table(title="The whole path of a message, beside stock Rasa")
    for column in ("figure", "Ventanilla", "stock Rasa", "ratio", "unit"):
        table.add_column(column)
    for figure in figures:
        table.add_row(*(str(figure[key]) for key in ("name", "ours", "baseline", "ratio", "unit")))
    Console().print(table)


if __name__ == "__main__":
    main()
