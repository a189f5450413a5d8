"""A browser for the tests: found where there is one, fetched where there is none.

Order: the one that Playwright has installed, a Chromium or Chrome of the machine, then (only from
the command line, `make test`) `playwright install chromium`, then the system's package manager.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
# Quiet and local: no first-run pages, no updates, no account, nothing sent anywhere.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PACKAGE_MANAGERS = (
    (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]),
    ([], ["dnf", "install", "-y", "-q", "chromium"]),
    ([], ["pacman", "-S", "--noconfirm", "chromium"]),
    ([], ["apk", "add", "--quiet", "chromium"]),
)
HELP = (
    "No browser for the tests: install chromium or google-chrome with your system's package "
    "manager, or run `.venv/bin/playwright install chromium`."
)


def machine_browser() -> str | None:
    """A Chromium or Chrome of the machine."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or (str(MAC) if MAC.exists() else None)


def playwright_browser() -> str | None:
    """The browser that Playwright has installed for itself."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def find_browser() -> str | None:
    """The browser that the tests will use."""
    return playwright_browser() or machine_browser()


def install_by_playwright() -> None:
    """Playwright's own download."""
    run([sys.executable, "-m", "playwright", "install", "chromium"])


def install_by_system() -> None:
    """The first package manager there is."""
    for update, install in PACKAGE_MANAGERS:
        if shutil.which(install[0]):
            prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
            for command in filter(None, (update, install)):
                run([*prefix, *command])
            return


def run(command: list[str]) -> None:
    """Run a command that may fail; what counts is whether a browser is there afterwards."""
    print("Trying:", " ".join(command), flush=True)
    try:
        subprocess.run(command, check=False, stdin=subprocess.DEVNULL, timeout=600)
    except (OSError, subprocess.TimeoutExpired) as error:
        print(error, file=sys.stderr)


def main() -> int:
    """Make sure that there is a browser; say in one line what to do where there is none."""
    ways: tuple[Callable[[], None], ...] = (install_by_playwright, install_by_system)
    for install in ways:
        if find_browser():
            return 0
        install()
    if find_browser():
        return 0
    print(HELP, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
