"""Management commands of the machine."""
