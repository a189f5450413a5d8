#!/usr/bin/env python
"""Django's command line for Kubeloop: `manage.py play`, `manage.py newcluster`, `manage.py check`."""

import os
import sys


def main() -> None:
    """Run one command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
