"""A list on the page whose items keep their place, focus and drawing while its content changes."""

from collections.abc import Iterable
from dataclasses import dataclass

from nicegui import ui

from bot.desk.markup import Html


@dataclass(frozen=True)
class Item:
    """One item: `key` tells it from the others, `attributes` are its element's ("aria-label=…" and the like)."""

    key: str
    html: Html
    cls: str = ""
    attributes: tuple[tuple[str, str], ...] = ()


class KeyedList:
    """Items inside a container, each one element; only what differs is sent to the browser."""

    def __init__(self, container: ui.element, tag: str = "div") -> None:
        self._container, self._tag = container, tag
        self._elements: dict[str, ui.html] = {}
        self._shown: dict[str, Item] = {}

    def show(self, items: Iterable[Item]) -> None:
        """Make the container hold these items in this order."""
        wanted = {item.key: item for item in items}
        for key in [key for key in self._elements if key not in wanted]:
            self._elements.pop(key).delete()
            del self._shown[key]
        for index, item in enumerate(wanted.values()):
            self._place(item, index)

    def _place(self, item: Item, index: int) -> None:
        element = self._elements.get(item.key)
        if element is None:
            with self._container:
                element = self._elements[item.key] = ui.html(item.html, sanitize=False, tag=self._tag)
            _dress(element, item)
        elif self._shown[item.key] != item:
            element.set_content(item.html)
            _dress(element, item)
        self._shown[item.key] = item
        if self._container.default_slot.children[index] is not element:
            element.move(target_index=index)


def _dress(element: ui.html, item: Item) -> None:
    element.classes(replace=item.cls)
    for name, value in item.attributes:
        element.props[name] = value
