"""The only wiring: http to Django, websockets to the feed, the channel "cluster" to the worker.

Served by `manage.py play` (everything in one process), by `daphne playground.asgi:application` and,
for the channel, by `manage.py runworker`.
"""

import os

import django
from channels.routing import ChannelNameRouter, ProtocolTypeRouter, URLRouter
from django.urls import re_path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "playground.settings")
django.setup(set_prefix=False)

from cluster.live.consumers import FeedConsumer  # noqa: E402  (needs Django to be set up)
from cluster.runtime.executors import share_interpreter  # noqa: E402
from cluster.runtime.memory import tune_collector  # noqa: E402
from playground.checks import refuse_if_broken  # noqa: E402
from playground.classroom.housekeeping import ClassKeepingWorker  # noqa: E402
from playground.classroom.sockets import PageConsumer, WallConsumer  # noqa: E402
from playground.counting import count_unsent  # noqa: E402
from playground.ending import counted, sent_away_at_the_end  # noqa: E402
from playground.handler import LightHandler  # noqa: E402
from playground.kubectl.consumer import TerminalConsumer  # noqa: E402
from playground.live_door import live_door, no_socket, no_such_feed  # noqa: E402
from playground.static_files import static_first  # noqa: E402

refuse_if_broken()
count_unsent()
share_interpreter()

websocket_application = URLRouter(
    [
        re_path(r"^ws/c/(?P<cluster_id>[^/]+)/$", live_door(FeedConsumer.as_asgi())),
        re_path(r"^ws/terminal/(?P<cluster_id>[^/]+)/$", live_door(TerminalConsumer.as_asgi())),
        re_path(r"^(?:k8s|api)/", no_socket),
        re_path(r"^ws/class/(?P<code>[0-9]{6})/wall/$", WallConsumer.as_asgi()),
        re_path(r"^ws/class/(?P<code>[0-9]{6})/page/$", PageConsumer.as_asgi()),
        re_path(r"", no_such_feed),
    ]
)
channel_application = ChannelNameRouter({"cluster": ClassKeepingWorker.as_asgi()})

application = ProtocolTypeRouter(
    {
        "http": counted(static_first(LightHandler())),
        "websocket": sent_away_at_the_end(websocket_application),
        "channel": channel_application,
    }
)

tune_collector()
