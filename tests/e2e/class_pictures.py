"""`python -m tests.e2e.class_pictures`: the wall with 24 learners, the ways in, a learner's phone.

Starts a real server and a real class: learners join over HTTP, keep a websocket open and do what
learners do. Pictures go to `screenshots/`, which git ignores. What axe finds is printed.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import Any

import httpx
import websockets
from playwright.async_api import Browser, Page, async_playwright

from tests.server import ROOT, running_server
from tests.tools.browser import FLAGS, find_browser

NAMES = tuple(
    """Ada Bao Chidi Dana Elif Farid Grete Hiro Ines Jonas Kemi Lena Mateo Nadia Omar
    Priya Quinn Rosa Sven Tara Uma Viktor Wanda Yusuf""".split()  # noqa: SIM905
)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WEB = "/apis/apps/v1/namespaces/default/deployments/web"
FOLDER = ROOT / "screenshots"


class Learner:
    """Somebody with a cookie and a cluster."""

    def __init__(self, base: str, code: str, name: str) -> None:
        self.base, self.code, self.name = base, code, name
        self.http = httpx.AsyncClient(base_url=base, headers={"Origin": base}, timeout=60)
        self.cluster = ""

    async def join(self) -> None:
        answer = await self.http.post("/join", data={"code": self.code, "nickname": self.name})
        self.cluster = answer.headers["location"].split("/")[2]

    async def stay(self) -> None:
        """Be here until cancelled."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.http.cookies.items())
        address = f"{self.base.replace('http', 'ws')}/ws/class/{self.code}/page/"
        async with websockets.connect(address, additional_headers={"Cookie": cookie}) as socket:
            async for _ in socket:
                pass

    async def change(self, spec: dict[str, Any]) -> None:
        kind = {"Content-Type": "application/merge-patch+json"}
        await self.http.patch(f"/k8s/{self.cluster}{WEB}", json={"spec": spec}, headers=kind)

    async def update(self, image: str) -> None:
        containers = [{"name": "web", "image": image}]
        await self.change({"template": {"spec": {"containers": containers}}})

    async def do(self, verb: str, **body: Any) -> None:
        await self.http.post(f"/class/{self.code}/do/{verb}", json=body)


async def live(learners: list[Learner]) -> None:
    """What a class looks like after a while."""
    for number, learner in enumerate(learners):
        await learner.change({"replicas": 3 + number % 4})
    by_name = {learner.name: learner for learner in learners}
    await asyncio.sleep(8)
    for name in ("Grete", "Rosa"):
        await by_name[name].update("web:v3")
    await asyncio.sleep(8)
    await by_name["Grete"].update("web:v4-crash")
    await by_name["Rosa"].update("web:v9-badimage")
    await by_name["Chidi"].do("hand", up=True)
    for name in ("Grete", "Rosa"):
        for _ in range(3):
            await by_name[name].change({"replicas": -1})
    for name in ("Elif", "Jonas", "Omar"):
        await by_name[name].update("web:v3")
    await asyncio.sleep(10)
    for name in ("Ada", "Dana", "Mateo", "Priya", "Sven"):
        await by_name[name].update("web:v2")
    await asyncio.sleep(2)


async def photograph(page: Page, name: str, width: int, height: int) -> None:
    """Light and dark, and what axe says."""
    await page.set_viewport_size({"width": width, "height": height})
    for theme in ("light", "dark"):
        await page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        await page.wait_for_timeout(400)
        await page.screenshot(path=FOLDER / f"{name}-{width}-{theme}.png")
        found = await page.evaluate(
            f"async () => {{ {AXE.read_text()}; const r = await axe.run();"
            " return r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).slice(0, 4)) }"
        )
        print(f"{name} {width} {theme}: {found or 'axe finds nothing'}", flush=True)


async def new_page(browser: Browser, said: list[str]) -> Page:
    context = await browser.new_context(bypass_csp=True)
    page = await context.new_page()
    page.on("console", lambda message: said.append(message.text) if message.type != "log" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    return page


async def play(browser: Browser, base: str, link: str) -> None:
    said: list[str] = []
    wall = await new_page(browser, said)
    await wall.goto(link)
    await wall.get_by_role("button", name="Sign in").click()
    await photograph(wall, "class-new", 1440, 900)
    await wall.get_by_label("Title").fill("Deployments, Tuesday")
    await wall.get_by_role("button", name="Open the class").click()
    code = re.sub(r"\D", "", await wall.locator(".code").first.inner_text())
    await photograph(wall, "wall-empty", 1440, 900)
    learners = [Learner(base, code, name) for name in NAMES]
    for learner in learners:
        await learner.join()
    here = [asyncio.ensure_future(each.stay()) for each in learners if each.name != "Uma"]
    await live(learners)
    for size in ((1440, 900), (1024, 768), (390, 844)):
        await photograph(wall, "wall", *size)
    await wall.goto(f"{base}/class/{code}/?projector")
    await wall.wait_for_timeout(2500)
    await photograph(wall, "wall-projector", 1920, 1080)
    await wall.evaluate("localStorage.clear()")
    await wall.goto(f"{base}/class/{code}/")
    await wall.set_viewport_size({"width": 1440, "height": 900})
    await wall.get_by_role("button", name=re.compile("^Grete")).click()
    await photograph(wall, "wall-learner", 1440, 900)
    await wall.keyboard.press("Escape")
    await wall.get_by_role("button", name="More", exact=True).click()
    await photograph(wall, "wall-more", 1440, 900)
    await wall.keyboard.press("Escape")
    await wall.get_by_role("button", name="Ask a prediction").click()
    dialog = wall.get_by_role("dialog", name="Ask a prediction")
    await dialog.get_by_role("button", name=re.compile("scaled from 3")).click()
    await photograph(wall, "wall-ask", 1440, 900)
    await dialog.get_by_role("button", name="Ask everybody").click()
    await wall.wait_for_timeout(1500)
    phone = await new_page(browser, said)
    for width, height in ((1440, 900), (390, 844)):
        await phone.goto(f"{base}/join/{code}")
        await photograph(phone, "join", width, height)
    await phone.get_by_label("Your first name").fill("Zora")
    await phone.get_by_role("button", name="Join").click()
    await phone.wait_for_timeout(4000)
    choice = phone.get_by_role("group", name="Answers").get_by_role("button", name="none")
    await choice.click()
    await photograph(phone, "learner-asked", 390, 844)
    await photograph(phone, "learner-asked", 1440, 900)
    await wall.get_by_role("button", name="Play it").click()
    await wall.wait_for_timeout(5000)
    await wall.get_by_role("button", name="Show the answer").click()
    await photograph(wall, "wall-played", 1440, 900)
    print("console:", [line for line in said if "422" not in line] or "silent")
    for task in here:
        task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await asyncio.gather(*here)


async def main(browser_path: str | None) -> None:
    """Make all pictures."""
    FOLDER.mkdir(exist_ok=True)
    with running_server() as server:
        link = server.manage("createteacher", "ms_weber", "--link").strip()
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
            await play(browser, f"http://127.0.0.1:{server.port}", link)
            await browser.close()


if __name__ == "__main__":
    asyncio.run(main(find_browser()))
