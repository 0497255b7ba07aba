"""Every method of the Python client is served with success, in a form that the client's own models accept."""

import pytest
import retell

from calls import CALLS, NOT_CALLED, REFUSED
from client_methods import client_methods

METHODS = client_methods()
NAMES = {method.name for method in METHODS}


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_method_is_served(method, mock, subjects):
    if method.name in NOT_CALLED:
        pytest.skip(NOT_CALLED[method.name])
    try:
        CALLS[method.name](subjects)
    except retell.APIResponseValidationError:
        if method.name not in REFUSED:
            raise
    else:
        assert method.name not in REFUSED, "the reply fits, and stands among those that do not"


def test_every_method_was_called(mock, request):
    asked = {item.callspec.id for item in request.session.items if item.originalname == "test_a_method_is_served"}
    if asked != NAMES:
        pytest.skip("a part of the suite says nothing of the whole")
    operations, succeeded = mock.operations(), mock.succeeded()
    called = {
        method.name
        for method in METHODS
        if operations.get((method.method, method.path), {}).get("operationId") in succeeded
    }
    print(f"\n{len(called)} of {len(NAMES)} methods of the client were called")
    assert NAMES - called == NOT_CALLED.keys()


def test_there_is_a_call_or_an_excuse_for_every_method_and_for_nothing_else():
    assert CALLS.keys() | NOT_CALLED.keys() == NAMES
    assert CALLS.keys() & NOT_CALLED.keys() == set()
    assert REFUSED.keys() <= NAMES


def test_a_missing_thing_is_an_error_of_the_client(client):
    with pytest.raises(retell.NotFoundError) as refused:
        client.call.retrieve("call_nobodys")
    assert refused.value.body == {"status": "error", "message": "Item call_nobodys not found from call"}
