"""Options of the shell made from the settings of the library, so that neither lacks one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Annotated, Any, get_args, get_origin

import typer

from . import options as shared


def with_settings(verb: Callable[..., None]) -> Callable[..., None]:
    """Give a verb an option for each field of the settings that it takes.

    A parameter annotated with a class of settings, as ``search: flower.SearchSettings``, becomes
    one option for each of its fields, and the verb gets them as one object. Annotated as
    ``Annotated[flower.SearchSettings, "step"]``, those alone that belong to the verb `step`; as
    ``Annotated[flower.SearchSettings, {"beam": 4}]``, with other defaults. An option that the verb
    has itself is left out.
    """
    own = signature(verb, eval_str=True).parameters
    options: list[Parameter] = []
    parts: dict[str, tuple[Callable[..., Any], list[str]]] = {}
    for one in own.values():
        settings, told_more = one.annotation, None
        if get_origin(settings) is Annotated:
            settings, told_more = get_args(settings)[:2]
        if not hasattr(settings, "options"):
            options.append(one.replace(kind=Parameter.KEYWORD_ONLY))
            continue
        defaults = told_more if isinstance(told_more, dict) else {}
        verb_name = told_more if isinstance(told_more, str) else None
        told = {
            name: declared._replace(default=defaults.get(name, declared.default))
            for name, declared in settings.options().items()
            if name not in own and (verb_name is None or verb_name in declared.option.verbs)
        }
        panel = settings.panel
        options += [_option(name, declared, panel) for name, declared in told.items()]
        parts[one.name] = settings, list(told)

    @wraps(verb)
    def run(**given: Any) -> None:
        for part, (settings, names) in parts.items():
            given[part] = settings(**{name: given.pop(name) for name in names})
        verb(**given)

    run.__signature__ = Signature(options)  # type: ignore[attr-defined]
    run.__annotations__ = {one.name: one.annotation for one in options}
    return run


def _option(name: str, declared: Any, panel: str | None) -> Parameter:
    flag = [f"--{name.replace('_', '-')}"] if declared.type is bool else []
    option = typer.Option(
        *flag,
        help=declared.option.help,
        show_default=declared.option.none or True,
        rich_help_panel=declared.option.panel or panel,
        autocompletion=shared.model_names if name == "model" else None,
    )
    kind = declared.type | None if declared.may_be_none else declared.type
    return Parameter(
        name, Parameter.KEYWORD_ONLY, default=declared.default, annotation=Annotated[kind, option]
    )
