"""What the client knows of requests and replies, the contract knows, too: every field, and every fixed value of one. What
it lacks on purpose stands in EXCUSED."""

import re

import pytest

from client_fields import reply_fields, request_fields
from client_methods import ClientMethod, client_methods
from contract_fields import ContractFields

METHODS = client_methods()

# What the contract lacks, as patterns of paths, and why. One that is of no use any more fails.
EXCUSED: dict[str, str] = {
    r"edge\.transition_condition<equation>$": "such an edge has one condition, a fixed text; that it is a prompt or an"
    " equation is what the generator of the client makes of a type that all edges share",
    r"^items\.(transcript|(scrubbed_)?((pre|post)_session_)?message_with_tool_calls)$": "the items of the list of chats"
    " are without what was said, as the client's own description has it; its type is that of a whole chat",
}


def excuse_of(path: str) -> str | None:
    return next((pattern for pattern in EXCUSED if re.search(pattern, path)), None)


@pytest.fixture(scope="module")
def lacks(mock) -> dict[tuple[str, str], set[str]]:
    """What the contract lacks of each method's request and reply. A method that it lacks whole is not looked into."""
    operations = mock.operations()
    contract = ContractFields(mock.document)
    found = {}
    for method in METHODS:
        operation = operations.get((method.method, method.path))
        if operation:
            found[method.name, "request"] = contract.of_request(operation).lack(request_fields(method.bound))
            found[method.name, "reply"] = contract.of_reply(operation).lack(reply_fields(method.bound))
    return found


@pytest.mark.parametrize("side", ["request", "reply"])
@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_the_contract_has_every_field(method: ClientMethod, side: str, lacks):
    assert (method.name, side) in lacks, f"{method.method} {method.path} is outside the contract"
    assert sorted(path for path in lacks[method.name, side] if not excuse_of(path)) == []


def test_no_excuse_has_lost_its_reason(lacks):
    used = {excuse_of(path) for paths in lacks.values() for path in paths}
    assert EXCUSED.keys() - used == set()


def test_the_walk_sees_fields_kinds_and_values(lacks):
    """Against a walk that finds nothing, and so has nothing to complain of."""
    create = next(method for method in METHODS if method.name == "llm.create")
    seen = request_fields(create.bound) & reply_fields(create.bound)
    assert {"model=gpt-4.1", "general_tools<send_sms>.name", "states.tools<custom>.parameters<object>.type"} <= seen
