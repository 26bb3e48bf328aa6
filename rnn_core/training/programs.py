"""Compiled code by lane: kept as long as a lane uses it, and a little longer.

JAX keeps what it has compiled for a function as long as there is that function. With the lane as an argument, one
function would keep the code of every lane that ever was: 40 sizes of the lab were 3 GB. So each spec (`LaneSpec`, or
whatever tells code from code) has functions of its own, in a `Program` that lanes hold on to.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any, Generic, TypeVar
from weakref import WeakValueDictionary

import jax

R = TypeVar("R")

SOON: dict[str, bool | int | str] = {
    "xla_backend_optimization_level": 0,
    "xla_cpu_use_fusion_emitters": False,
    "xla_cpu_parallel_codegen_split_count": 1,
}
"""Options with which XLA compiles in an eighth of the time what then runs some times slower."""

SPARE = 6
"""Programs that are kept though no lane uses them: who has just left a few labs finds them again at once."""


class Program:
    """The compiled functions of one spec; equal specs share them."""

    def __init__(self, spec: Hashable) -> None:
        self._spec = spec
        self._functions: dict[tuple[Callable[..., Any], bool], Any] = {}

    def function(self, raw: Callable[..., Any], static: tuple[str, ...], *, soon: bool = False) -> Any:
        """`raw` with this program's spec as its first argument, compiled for every new shape of the others.

        Compiled `soon` it is another function, whose results may differ in their last digits.
        """
        # Two threads that make it at once would compile it twice; the first that is kept counts.
        key = raw, soon
        return self._functions.get(key) or self._functions.setdefault(
            key, jax.jit(partial(raw, self._spec), static_argnames=static, compiler_options=SOON if soon else None)
        )

    def forget_soon(self) -> None:
        """Drop what was compiled soon: it has been of use."""
        for raw, soon in list(self._functions):
            if soon:
                self._functions.pop((raw, soon), None)

    def num_compiled(self, function: OfSpec[Any]) -> int:
        """For how many shapes `function` is compiled to run fast."""
        key = function.__wrapped__, False
        return self._functions[key]._cache_size() if key in self._functions else 0


_programs: WeakValueDictionary[Hashable, Program] = WeakValueDictionary()
_spare: deque[Program] = deque(maxlen=SPARE)
_lock = threading.Lock()


def of(spec: Hashable) -> Program:
    """The program of `spec`: whoever will use it again holds on to it."""
    found = _programs.get(spec)
    if found is None:
        with _lock:
            found = _programs.get(spec)
            if found is None:
                found = _programs[spec] = Program(spec)
                _spare.append(found)
    return found


class OfSpec(Generic[R]):
    """A function of a spec and arrays that is compiled for each spec on its own."""

    def __init__(self, raw: Callable[..., R], static: tuple[str, ...]) -> None:
        self._raw, self._static = raw, static
        self.__doc__, self.__name__ = raw.__doc__, raw.__name__
        self.__wrapped__ = raw

    def __call__(self, spec: Hashable, /, *args: Any, **kwargs: Any) -> R:
        """The function's value; compiles where the spec or the shapes are new."""
        result: R = of(spec).function(self._raw, self._static)(*args, **kwargs)
        return result

    def soon(self, spec: Hashable, /, *args: Any, **kwargs: Any) -> R:
        """About the function's value, to some last digits, where waiting for the compiler would take longest.

        The code is kept until `Program.forget_soon`.
        """
        result: R = of(spec).function(self._raw, self._static, soon=True)(*args, **kwargs)
        return result

    def trace(self, spec: Hashable, /, *args: Any, **kwargs: Any) -> jax.stages.Traced:
        """What would be compiled for these arguments, as a jaxpr that can be lowered."""
        traced: jax.stages.Traced = of(spec).function(self._raw, self._static).trace(*args, **kwargs)
        return traced

    def num_compiled(self) -> int:
        """How many times it is compiled, for all specs and shapes that are kept."""
        return sum(program.num_compiled(self) for program in list(_programs.values()))


def compiled(*static: str) -> Callable[[Callable[..., R]], OfSpec[R]]:
    """Decorates a function whose first argument is a spec; `static` names others that are no arrays."""
    return lambda raw: OfSpec(raw, static)


def num_kept() -> int:
    """How many programs are kept now."""
    return len(_programs)
