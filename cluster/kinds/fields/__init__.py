"""The fields of API objects, as schemas: shared parts here, a kind's own in its own module."""
