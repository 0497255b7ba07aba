"""Every method of the Python client whose request the mock's contract has answers with success, in a form that the
client's own models accept."""

import pytest
import retell

from calls import CALLS, NEWER, NOT_CALLED
from client_methods import ClientMethod, client_methods

METHODS = client_methods()
# On what is said of a path outside the contract.
HINT = "x-fake-retell-hint"


def operation_of(method: ClientMethod, mock) -> str:
    operation = mock.operations().get((method.method, method.path))
    if operation is None:
        pytest.skip(f"{method.method} {method.path} is outside the contract")
    return operation


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_method_is_served(method, mock, subjects):
    operation = operation_of(method, mock)
    if method.name in NOT_CALLED:
        assert method.name not in CALLS
        pytest.skip(NOT_CALLED[method.name])
    assert method.name in CALLS, f"the mock serves {operation}, and calls.py has no {method.name}"
    try:
        CALLS[method.name](subjects)
    except retell.APIResponseValidationError:
        assert method.name in NEWER
    except retell.NotFoundError as missing:
        # A subject that is made by an operation which the contract lacks.
        if HINT not in missing.response.headers:
            raise
        pytest.skip(missing.response.headers[HINT])
    else:
        assert method.name not in NEWER, "the reply fits, and stands among those that do not"


def test_every_method_that_is_served_was_called(mock, request):
    asked = {item.callspec.id for item in request.session.items if hasattr(item, "callspec")}
    if asked != {method.name for method in METHODS}:
        pytest.skip("a part of the suite says nothing of the whole")
    operations = mock.operations()
    served = {operations.get((method.method, method.path)): method.name for method in METHODS}
    served.pop(None, None)
    missed = {name for operation, name in served.items() if operation not in mock.succeeded()}
    assert missed - NOT_CALLED.keys() == set()
    print(f"\n{len(served) - len(missed)} of {len(METHODS)} methods of the client are served and were called")


def test_no_call_is_of_a_method_that_the_client_lacks():
    assert CALLS.keys() | NOT_CALLED.keys() <= {method.name for method in METHODS}


def test_a_missing_thing_is_an_error_of_the_client(client):
    with pytest.raises(retell.NotFoundError) as refused:
        client.call.retrieve("call_nobodys")
    assert refused.value.body == {"status": "error", "message": "Item call_nobodys not found from call"}
