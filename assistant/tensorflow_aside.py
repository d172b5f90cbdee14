"""Serve without TensorFlow.

Rasa imports TensorFlow whatever a model is made of: half of the start and of the memory of a process that never uses
it. Our pipeline and policies do not (`config.yml`), so while serving, placeholders stand where TensorFlow would. They
can be imported, subclassed and used in annotations; calling one raises. Training and the `rasa` command are untouched.
"""

import sys
import types
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from typing import Any, Optional, Sequence

PACKAGES = {"tensorflow", "keras", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "tensorboard", "jax"}


class _Placeholder(type):
    """A class that has every attribute: another placeholder."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(f"{cls.__name__}.{name}")

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        # As a decorator (`@tf.function`) it hands back what it decorates; as a class it cannot be made.
        if len(args) == 1 and isinstance(args[0], types.FunctionType):
            return args[0]
        raise RuntimeError(f"{cls.__name__} was called, but this process serves without TensorFlow")


class _Module(types.ModuleType):
    __path__: Sequence[str] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _placeholder(f"{self.__name__}.{name}")


class _Finder(MetaPathFinder, Loader):
    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Optional[ModuleSpec]:
        if fullname.split(".", maxsplit=1)[0] in PACKAGES:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> types.ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def _placeholder(name: str) -> Any:
    return _Placeholder(name, (), {})


def install() -> None:
    """Put the placeholders in place. To be called before Rasa is imported."""
    sys.meta_path.insert(0, _Finder())
