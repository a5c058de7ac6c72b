"""The program run as by somebody whom the permissions of files bind, which they do not bind root."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path


def run_as_ordinary_user(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run ``certbuild -C COURSE …``; the test is skipped where root cannot give up what is root's."""
    bound = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    if bound and not shutil.which("setpriv"):
        pytest.skip("root writes everywhere")
    command = [*bound, sys.executable, "-m", "certbuild", "-C", str(course), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)
