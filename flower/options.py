"""How an option is declared, once: its type, default, bounds, and a line that says what it does.

Settings are frozen dataclasses whose fields carry an `Option`. Their bounds are checked when they
are made; the shell makes its options from the declarations, and the service its schema.
"""

from dataclasses import dataclass, fields
from functools import cache
from typing import Any, ClassVar, NamedTuple, get_args, get_type_hints

from flower.errors import InputError


@dataclass(frozen=True)
class Option:
    """What there is to say of an option, beside its name, type and default.

    Attributes:
        help: what it does, in a line.
        ge: the least it may be.
        gt: what it must be above.
        lt: what it must be below.
        refusal: what is said, after name and value, where it is out of bounds.
        none: what it means to leave it at None, where that is its default.
        served: the most that a request may ask of the service.
        verbs: that have it.
        panel: heading that it stands under in the help; None for that of its settings.
    """

    help: str
    ge: int | float | None = None
    gt: int | float | None = None
    lt: int | float | None = None
    refusal: str = ": at least one is needed. Give 1 or more."
    none: str | None = None
    served: int | float | None = None
    verbs: tuple[str, ...] = ("predict",)
    panel: str | None = None

    def allows(self, value: Any) -> bool:
        """Whether a value is within the bounds; None always is, not-a-number never."""
        if value is None:
            return True
        return (
            (self.ge is None or value >= self.ge)
            and (self.gt is None or value > self.gt)
            and (self.lt is None or value < self.lt)
        )


class Declared(NamedTuple):
    """An option of some settings.

    Attributes:
        option: what was said of it.
        type: int, float, bool or str.
        may_be_none: whether it may be left at None.
        default: what it is unless given.
    """

    option: Option
    type: type
    may_be_none: bool
    default: Any


class Settings:
    """Base of frozen dataclasses whose fields are declared as ``Annotated[type, Option(...)]``.

    >>> from typing import Annotated
    >>> @dataclass(frozen=True)
    ... class Walk(Settings):
    ...     steps: Annotated[int, Option("How far.", ge=1)] = 3
    >>> Walk.options()["steps"].option.help
    'How far.'
    >>> Walk(steps=0)
    Traceback (most recent call last):
    flower.errors.InputError: steps = 0: at least one is needed. Give 1 or more.
    """

    panel: ClassVar[str | None] = None
    """The heading that these options stand under in the help of the shell."""

    def __post_init__(self) -> None:
        for name, declared in self.options().items():
            value = getattr(self, name)
            if not declared.option.allows(value):
                raise InputError(f"{name} = {value}{declared.option.refusal}")

    @classmethod
    @cache
    def options(cls) -> dict[str, Declared]:
        """Return the declaration of every field, by name."""
        hints = get_type_hints(cls, include_extras=True)
        return {one.name: _declared(hints[one.name], one.default) for one in fields(cls)}  # type: ignore[arg-type]


def _declared(hint: Any, default: Any) -> Declared:
    kinds, option = get_args(hint)
    kind, *none = get_args(kinds) or (kinds,)
    return Declared(option, kind, bool(none), default)
