"""How an option is declared, once: its type, default, bounds, and a line that says what it does.

Settings are frozen dataclasses whose fields carry an `Option`. Their bounds are checked when they
are made; the shell makes its options from the declarations, and the service its schema.
"""

from dataclasses import dataclass, fields
from functools import cache
from math import inf
from numbers import Integral, Real
from typing import Any, ClassVar, NamedTuple, get_args, get_type_hints

from flower.errors import InputError, shorten

_KINDS: dict[type, tuple[type, str]] = {
    bool: (bool, "neither True nor False"),
    int: (Integral, "no whole number"),
    float: (Real, "no number"),
    str: (str, "no text"),
}


@dataclass(frozen=True)
class Option:
    """What there is to say of an option, beside its name, type and default.

    Attributes:
        help: what it does, in a line.
        ge: the least it may be.
        gt: what it must be above.
        lt: what it must be below.
        refusal: what is said, after name and value, where it is out of bounds; what may be given
            is said behind it.
        none: what it means to leave it at None, where that is its default.
        served: the most that a request may ask of the service.
        verbs: that have it.
        panel: heading that it stands under in the help; None for that of its settings.
    """

    help: str
    ge: int | float | None = None
    gt: int | float | None = None
    lt: int | float | None = None
    refusal: str | None = None
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

    def advice(self, kind: type) -> str:
        """What may be given, as its bounds are, of an option of a kind.

        >>> Option("How far.", ge=0, lt=1).advice(float)
        'a number from 0 to below 1'
        """
        if kind is bool:
            return "True or False"
        if kind is str:
            return "text"
        endless = "a finite number" if self.lt == inf else "a number"
        number = "a whole number" if kind is int else endless
        if self.lt is not None and self.lt != inf:
            last = f"{self.lt - 1:,}" if kind is int else f"below {self.lt:,}"
            return f"{number} from {self.ge:,} to {last}"
        if self.gt is not None:
            return f"{number} above {self.gt:,}"
        return f"{number}, {self.ge:,} or more" if self.ge is not None else number


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

    def checked(self, name: str, value: Any) -> Any:
        """Return a value as a plain one of the type; InputError if it is no such, or out of bounds.

        >>> Declared(Option("Far.", ge=1), int, may_be_none=False, default=3).checked("far", 2.5)
        Traceback (most recent call last):
        flower.errors.InputError: far = 2.5 is no whole number. Give a whole number, 1 or more.
        """
        option, kind = self.option, self.type
        if value is None and self.may_be_none:
            return None
        wanted, fault = _KINDS[kind]
        if not isinstance(value, wanted) or (isinstance(value, bool) and kind is not bool):
            fault = f" is {fault}"
        else:
            if not isinstance(value, str | int | float):
                value = kind(value)  # of NumPy
            if option.allows(value):
                return value
            least_one = kind is int and option.ge == 1 and option.lt is None
            usual = ": at least one is needed" if least_one else " is out of range"
            fault = option.refusal or usual
        none = ", or leave it out" if self.may_be_none else ""
        given = shorten(repr(value))
        raise InputError(f"{name} = {given}{fault}. Give {option.advice(kind)}{none}.")


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
    flower.errors.InputError: steps = 0: at least one is needed. Give a whole number, 1 or more.
    """

    panel: ClassVar[str | None] = None
    """The heading that these options stand under in the help of the shell."""

    def __post_init__(self) -> None:
        for name, declared in self.options().items():
            object.__setattr__(self, name, declared.checked(name, getattr(self, name)))

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
