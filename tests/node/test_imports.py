"""A node's process is light."""

import subprocess
import sys

from tests.node.outcomes import ROOT

FORBIDDEN = ("textual", "rich", "asyncio", "click", "psutil")


def test_a_nodes_process_never_imports_the_terminal() -> None:
    code = f"import sys, zmqplay.node.__main__; print([name for name in {FORBIDDEN} if name in sys.modules])"
    printed = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert printed.strip() == "[]"
