"""Hands the suite a client and subjects. The mock is started by whoever runs the suite, and named by RETELL_BASE_URL."""

import os

import pytest
from retell import Retell

from mock import Mock
from subjects import Subjects


@pytest.fixture(scope="session")
def mock() -> Mock:
    return Mock(os.environ["RETELL_BASE_URL"], os.environ.get("RETELL_API_KEY", "key_python_tests"))


@pytest.fixture(scope="session")
def client(mock: Mock) -> Retell:
    """Refuses replies that do not fit its own models, and never asks twice."""
    return Retell(
        api_key=mock.api_key, base_url=mock.url, max_retries=0, _strict_response_validation=True
    )


@pytest.fixture
def subjects(client: Retell, mock: Mock) -> Subjects:
    return Subjects(client, mock)
