"""Which methods the client has, and what each asks of the API: found by calling every one of them with a transport that
notes the request and answers nothing. It knows neither the contract nor the mock."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass

import httpx
from retell import Retell

# Of every resource, and no operation.
PLUMBING = {"with_raw_response", "with_streaming_response"}


@dataclass(frozen=True)
class ClientMethod:
    """`name` is such as `agent.create`; `path` has each parameter as `{}`; `bound` is of a client that asks nobody."""

    name: str
    method: str
    path: str
    bound: Callable[..., object]


class Noted(Exception):
    """Ends a request that was noted."""


def client_methods() -> list[ClientMethod]:
    """Every method of every resource, in the order of their names."""
    noted: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        noted.append(request)
        raise Noted

    client = Retell(
        api_key="key_probe",
        base_url="http://probe.invalid",
        max_retries=0,
        http_client=httpx.Client(transport=httpx.MockTransport(note)),
    )
    found = []
    for name, bound in bound_methods(client):
        noted.clear()
        try:
            bound(**arguments_for(bound))
        except Exception as error:  # the client wraps what the transport raises
            if not noted:
                raise AssertionError(f"{name} sent nothing") from error
        request = noted[0]
        path = re.sub(r"probe_\w+", "{}", request.url.path)
        found.append(ClientMethod(name, request.method, path, bound))
    return found


def bound_methods(client: Retell):
    """Pairs of a dotted name and the method itself."""
    for resource_name, resource in sorted(inspect.getmembers(client, is_resource)):
        for name, member in sorted(inspect.getmembers(resource, inspect.ismethod)):
            if not name.startswith("_") and name not in PLUMBING:
                yield f"{resource_name}.{name}", member


def is_resource(value: object) -> bool:
    return type(value).__module__.startswith("retell.resources.")


def arguments_for(bound) -> dict[str, object]:
    """Something for each argument that has no default; those of a path are text."""
    parameters = inspect.signature(bound).parameters.values()
    return {
        parameter.name: value_for(parameter)
        for parameter in parameters
        if parameter.default is inspect.Parameter.empty
    }


def value_for(parameter: inspect.Parameter) -> object:
    if parameter.kind is not inspect.Parameter.KEYWORD_ONLY or str(parameter.annotation) == "str":
        return f"probe_{parameter.name}"
    if "FileTypes" in str(parameter.annotation):
        wants_many = "Sequence" in str(parameter.annotation)
        return [b"probe"] if wants_many else b"probe"
    return {} if re.search(r"Dict|Params|object", str(parameter.annotation)) else []
