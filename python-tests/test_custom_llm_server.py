"""The example LLM server in Python passes the referee."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).parent.parent / "examples" / "custom-llm-server-python"
REFEREE = Path(__file__).parent.parent / "dist" / "cli.js"


@pytest.fixture
def address() -> Iterator[str]:
    program = subprocess.Popen(
        [sys.executable, "server.py"],
        cwd=EXAMPLE,
        env={"PORT": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield program.stdout.readline().split()[-1]
    finally:
        program.terminate()
        program.wait(timeout=10)


def test_the_example_passes_the_referee(address: str) -> None:
    lines = ["--say", "Hello.", "--say", "What can you do?", "--say", "Thank you. Goodbye."]
    checked = subprocess.run(
        ["node", str(REFEREE), "check-llm", address, "--json", *lines],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    report = json.loads(checked.stdout)
    findings = [finding for result in report["results"] for finding in result["findings"]]
    assert [finding for finding in findings if finding["severity"] != "advice"] == []
    assert checked.returncode == 0
    assert report["latency"]["turns"] > 2
