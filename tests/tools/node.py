"""Print the folder of a fit node: the machine's own where it is 20 or newer, else the venv's.

The page needs no node to run. The type checker and the page's unit tests do, so the Makefile puts
this folder first on the path. Uses only the standard library: it runs before anything else.
"""

import shutil
import subprocess
import sys
from pathlib import Path

OLDEST_MAJOR = 20


def machine_node() -> Path | None:
    """The folder of the machine's node and npm, if both exist and node is new enough."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().lstrip("v").partition(".")[0]
    return Path(node).parent if major.isdigit() and int(major) >= OLDEST_MAJOR else None


def main() -> None:
    """Print the folder."""
    print(machine_node() or Path(sys.executable).parent)


if __name__ == "__main__":
    main()
