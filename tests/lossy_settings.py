"""The product's own settings with a channel layer that loses half of all hints."""

from playground.settings import *  # noqa: F403

CHANNEL_LAYERS = {"default": {"BACKEND": "tests.lossy.LossyLayer", "CONFIG": {"capacity": 10_000}}}
