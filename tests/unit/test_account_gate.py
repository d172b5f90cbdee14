"""Nobody reaches an account but through the gate: the check of identity is not left to each action."""

import ast
from pathlib import Path
from typing import Any

import actions.bills
import actions.citizen
import actions.payments
from actions.account_action import AccountAction
from bot.settings import ROOT

# Modules of bot/billing that read what belongs to an account.
READERS = {"balance", "reports", "copy", "explanation"}
# Public, and with a look at the verified identity's own account only.
CHECKS_ITSELF = {"ActionBillPaymentMethods"}


def subclasses(kind: Any) -> list[Any]:
    below: list[Any] = kind.__subclasses__()
    return [found for each in below for found in (each, *subclasses(each))]


def test_no_account_action_goes_around_the_gate():
    assert actions.bills and actions.citizen and actions.payments
    kinds = subclasses(AccountAction)
    assert len(kinds) >= 7
    for kind in kinds:
        for method in ("run", "_answered", "_verified", "_identify", "name"):
            assert getattr(kind, method) is getattr(AccountAction, method), f"{kind.__name__}.{method}"


def test_classes_that_read_an_account_are_account_actions():
    gated = {kind.__name__ for kind in subclasses(AccountAction)} | CHECKS_ITSELF
    for file in (Path(ROOT) / "actions").glob("*.py"):
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.ClassDef) and any(name in READERS for name in _names_in(node)):
                assert node.name in gated, f"{file.name}: {node.name}"


def _names_in(node: ast.ClassDef) -> set[str]:
    """Modules of which the class calls or names something: `balance.state_of`."""
    return {
        part.value.id for part in ast.walk(node) if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name)
    }
