"""The running mock, as the suite asks about it: its contract, its clock and the requests it has seen."""

import re
from functools import cached_property

import httpx


class Mock:
    def __init__(self, url: str, api_key: str) -> None:
        self.url = url
        self.api_key = api_key
        self._http = httpx.Client(base_url=url, headers={"authorization": f"Bearer {api_key}"}, timeout=30)

    @cached_property
    def document(self) -> dict:
        """The contract."""
        return self._http.get("/openapi.json").raise_for_status().json()

    def operations(self) -> dict[tuple[str, str], dict]:
        """The contract's operations by method and path, with each path parameter as `{}`."""
        return {
            (method.upper(), re.sub(r"\{\w+\}", "{}", path)): facts
            for path, methods in self.document["paths"].items()
            for method, facts in methods.items()
            if "operationId" in facts
        }

    def succeeded(self) -> set[str]:
        """The operations that have answered somebody with success, among the latest thousand requests."""
        items = self._http.get("/_fake/requests").raise_for_status().json()["items"]
        return {item["operation"] for item in items if item["status"] < 300}

    def advance(self, ms: int) -> None:
        self._http.post("/_fake/clock", json={"advance_ms": ms}).raise_for_status()

    def run_until_idle(self) -> None:
        self._http.post("/_fake/clock", json={"run_until_idle": True}).raise_for_status()
