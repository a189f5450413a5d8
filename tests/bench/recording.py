"""The feed of a real cluster, written down and played to a page again: what the page costs alone.

The server and the browser share the machine's cores, so a page that is fed live also shows how
busy the server is. Here the server has written its frames down before; the page gets them at a
steady number of changes a second, each frame as it was sent.

Example: 2,000 changes at 200 a second: the page is fed for ten seconds.
"""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Route

from tests.bench.learners import open_socket

ADDRESS = "**/recorded-frames"
PATIENCE_SECONDS = 60.0
# In place of the page's socket: the first frame at once, the others when `playFrames` is called.
SOCKET = """
window.WebSocket = class extends EventTarget {
  static OPEN = 1;
  readyState = 1;
  constructor() {
    super();
    fetch("/recorded-frames").then((answer) => answer.json()).then((frames) => this.play(frames));
  }
  play([[, first], ...rest]) {
    const tell = (data) => this.dispatchEvent(new MessageEvent("message", { data }));
    tell(first);
    window.playFrames = () => new Promise((done) => {
      const begin = performance.now();
      const next = (place) => {
        if (place >= rest.length) return done();
        const [at, data] = rest[place];
        const wait = Math.max(0, begin + at - performance.now());
        setTimeout(() => { tell(data); next(place + 1); }, wait);
      };
      next(0);
    });
  }
  send() {}
  close() {}
};
"""


@dataclass
class Recording:
    """A snapshot and the deltas after it, each as the server sent it."""

    frames: list[str] = field(default_factory=list)

    @property
    def sizes(self) -> list[int]:
        """How many cards each frame changes."""
        return [changes_in(json.loads(frame)) for frame in self.frames]

    @property
    def bytes_in(self) -> int:
        return sum(map(len, self.frames[1:]))

    def timed(self, changes_per_second: float) -> list[tuple[float, str]]:
        """The frames with the ms at which each is due."""
        due, timed = 0, []
        for frame, size in zip(self.frames, self.sizes, strict=True):
            timed.append((due * 1000 / changes_per_second, frame))
            due += size
        return timed

    def save(self, path: Path) -> None:
        path.write_text(json.dumps(self.frames))

    @classmethod
    def load(cls, path: Path) -> Recording:
        return cls(json.loads(path.read_text()))


def changes_in(frame: dict[str, list[object]]) -> int:
    """A frame's cards that are new or other than before; the snapshot changes none."""
    return sum(len(frame[part]) for part in ("put", "services", "gone") if "put" in frame)


def record(port: int, path: str, cookie: str, changes: int) -> Recording:
    """Listen as a page does until so many cards have changed."""
    # In a thread of its own: the browser's driver has an event loop in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(lambda: asyncio.run(_listen(port, path, cookie, changes))).result()


async def _listen(port: int, path: str, cookie: str, changes: int) -> Recording:
    recording, seen = Recording(), 0
    socket = await open_socket(port, path, cookie)
    async with asyncio.timeout(PATIENCE_SECONDS):
        async for frame in socket:
            recording.frames.append(str(frame))
            seen += changes_in(json.loads(frame))
            if seen >= changes:
                break
    await socket.close()
    return recording


def feed_from(recording: Recording, context: BrowserContext, changes_per_second: float) -> None:
    """Pages of this context get the recording instead of the server's feed."""
    body = json.dumps(recording.timed(changes_per_second))

    def answer(route: Route) -> None:
        route.fulfill(body=body, content_type="application/json")

    context.add_init_script(SOCKET)
    context.route(ADDRESS, answer)


def play(page: Page) -> None:
    """Feed the page; comes back with the last frame."""
    page.evaluate("() => window.playFrames()")
