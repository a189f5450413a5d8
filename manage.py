#!/usr/bin/env python
"""Kubeloop's command line: `manage.py play`, `manage.py newcluster`, `manage.py check`."""

import os
import sys


def take_data_dir(arguments: list[str]) -> None:
    """Settings need the data folder before any command reads its options: pass it on early."""
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--data-dir":
            following = arguments[position + 1 : position + 2]
            os.environ["DATA_DIR"] = value if equals else "".join(following)


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    take_data_dir(sys.argv[1:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
