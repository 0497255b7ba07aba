"""Which fields and which fixed values the client's types have, as paths below a request or a reply: `states.tools<code>.name`,
`model=gpt-5`. A list and what is in it are one; a kind of object is told from others by its `type`, if that is fixed."""

from collections.abc import Iterator
from typing import Any

import pydantic
from retell._utils import PropertyInfo
from typing_extensions import (
    Annotated,
    Literal,
    NotRequired,
    Required,
    get_args,
    get_origin,
    get_type_hints,
    is_typeddict,
)

# What every method takes besides the fields of its request.
EXTRAS = {"extra_headers", "extra_query", "extra_body", "timeout", "max_retries", "return"}
# Stands for every key of a dictionary.
ANY_KEY = "*"


def request_fields(method: Any) -> set[str]:
    """Of path, query and body: the client does not say which is where."""
    hints = get_type_hints(method, include_extras=True)
    return set(fields_of({name: hint for name, hint in hints.items() if name not in EXTRAS}, ""))


def reply_fields(method: Any) -> set[str]:
    return set(below(get_type_hints(method)["return"], ""))


def below(kind: Any, path: str) -> Iterator[str]:
    """What is within a type that stands at a path."""
    kind = without_marks(kind)
    origin = get_origin(kind)
    if origin is Literal:
        yield from (f"{path}={value}" for value in get_args(kind))
    elif origin is dict:
        yield from below(get_args(kind)[1], f"{path}.{ANY_KEY}")
    elif (hints := hints_of(kind)) is not None:
        for mark in kind_marks(path, list(texts_of(hints.get("type") or hints.get("role")))):
            yield path + mark
            yield from fields_of(hints, path + mark)
    else:
        for part in get_args(kind):
            yield from below(part, path)


def fields_of(hints: dict[str, Any], path: str) -> Iterator[str]:
    for name, hint in hints.items():
        at = f"{path}.{name}" if path else name
        yield at
        yield from below(hint, at)


def hints_of(kind: Any) -> dict[str, Any] | None:
    """The types of an object's fields by their names on the wire; None of what is no object."""
    if isinstance(kind, type) and issubclass(kind, pydantic.BaseModel):
        return {facts.alias or name: facts.annotation for name, facts in kind.model_fields.items()}
    if is_typeddict(kind):
        hints = get_type_hints(kind, include_extras=True)
        return {wire_name(name, hint): hint for name, hint in hints.items()}
    return None


def texts_of(kind: Any) -> Iterator[str]:
    """The fixed texts that a type stands for."""
    kind = without_marks(kind)
    for part in get_args(kind):
        yield from [part] if isinstance(part, str) else texts_of(part)


def kind_marks(path: str, types: list[str]) -> list[str]:
    """What tells the kinds of object apart that may stand at one path; the root is of one kind."""
    return [f"<{name}>" for name in types] if path and types else [""]


def without_marks(hint: Any) -> Any:
    while get_origin(hint) in (Annotated, Required, NotRequired):
        hint = get_args(hint)[0]
    return hint


def wire_name(name: str, hint: Any) -> str:
    """The name that is sent, where that is not the name in Python."""
    while get_origin(hint) in (Required, NotRequired):
        hint = get_args(hint)[0]
    marks = hint.__metadata__ if get_origin(hint) is Annotated else ()
    return next((mark.alias for mark in marks if isinstance(mark, PropertyInfo) and mark.alias), name)
