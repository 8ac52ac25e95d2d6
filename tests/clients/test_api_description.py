"""schemathesis calls every operation of the API as its OpenAPI description allows, and worse."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.clients

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def test_the_api_answers_as_it_describes_itself(serving, library):
    for number in range(12):
        library.document(
            f"pogo/2020-{number + 1:02}-01-notes.md",
            f"# Call {number}\n\nWe talked about market engagement and outcomes.\n",
            tags=["procurement", f"round {number % 3}"],
        )
    library.document("pogo/index.md", "# POGO\n\nA club.\n", kind="group")
    server = serving(library.home)
    command = Path(sys.executable).with_name("schemathesis")
    ran = subprocess.run(
        [
            command, "run", f"{server.url}/api/openapi.json", "--max-examples", "60", "--seed", "2020", "--no-color",
            "--checks", ",".join(CHECKS),
        ],
        capture_output=True, text=True, timeout=110,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stdout[-6000:]
