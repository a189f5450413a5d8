"""kubectl typed into the page's terminal, in a real browser against a real server."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect

from tests.e2e.playground_page import PATIENCE_MS, PlaygroundPage

SHORT_MS = 10_000
A_POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: alone
spec:
  containers:
  - name: web
    image: web:v1
"""


class TerminalPage(PlaygroundPage):
    """A window with the terminal's drawer."""

    @property
    def screen(self) -> Locator:
        return self.page.locator(".screen .xterm-rows")

    def open_terminal(self) -> None:
        self.page.locator('#bar [data-action="terminal"]').click()
        expect(self.screen).to_contain_text("$", timeout=SHORT_MS)
        expect(self.page.get_by_role("textbox", name="Terminal input")).to_be_focused()

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def run(self, line: str) -> None:
        self.type(f"{line}\n")

    def expect_line(self, pattern: str) -> None:
        """Some row of the screen reads so."""
        row = self.screen.locator("> div").filter(has_text=re.compile(pattern)).first
        expect(row).to_be_visible(timeout=SHORT_MS)

    def expect_prompt(self) -> None:
        """The last row that says something is an empty prompt."""
        last = self.screen.locator("> div").filter(has_text=re.compile(r"\S")).last
        expect(last).to_have_text(re.compile(r"^\$\s*$"), timeout=SHORT_MS)


@pytest.fixture
def visitor(page: Page) -> Iterator[TerminalPage]:
    """A new visitor with the terminal open."""
    window = TerminalPage(page)
    window.open()
    window.open_terminal()
    yield window
    assert window.complaints == []


@pytest.mark.e2e
def test_commands_read_and_change_the_cluster(visitor: TerminalPage) -> None:
    visitor.run("kubectl get pods")
    visitor.expect_line(r"^NAME\s+READY\s+STATUS\s+RESTARTS\s+AGE")
    for name in visitor.pod_names():
        visitor.expect_line(rf"^{name}\s+1/1\s+Running\s+0")
    visitor.run("kubectl scale deployment/web --replicas=5")
    visitor.expect_line(r"^deployment\.apps/web scaled")
    visitor.expect_ready(5)


@pytest.mark.e2e
def test_while_the_past_is_shown_a_line_says_that_commands_act_on_now(
    visitor: TerminalPage,
) -> None:
    root = visitor.page.locator("html")
    line = visitor.page.get_by_text("Commands act on the cluster as it is now.")
    expect(line).to_be_hidden()
    visitor.page.locator('#bar [data-action="terminal"]').press("[")
    expect(root).to_have_attribute("data-live", "past")
    expect(line).to_be_visible()
    visitor.page.get_by_role("textbox", name="Terminal input").focus()
    visitor.run("kubectl scale deployment/web --replicas=4")
    visitor.expect_line("deployment.apps/web scaled")
    expect(root).to_have_attribute("data-live", "past")
    visitor.page.locator("#drawer").get_by_role("button", name="Back to live").click()
    visitor.expect_live()
    expect(line).to_be_hidden()
    visitor.expect_ready(4)


@pytest.mark.e2e
def test_tab_completes_the_name_of_a_pod(visitor: TerminalPage) -> None:
    name = sorted(visitor.pod_names())[0]
    visitor.type(f"kubectl get pod {name[:-2]}\t-o name\n")
    visitor.expect_line(rf"^pod/{name}")


@pytest.mark.e2e
def test_ctrl_c_ends_a_watch(visitor: TerminalPage) -> None:
    visitor.run("kubectl get pods -w")
    visitor.expect_line(r"^web-\S+\s+1/1")
    visitor.page.keyboard.press("Control+c")
    visitor.expect_line(r"\^C")
    visitor.expect_prompt()
    visitor.run("kubectl get deployments -o name")
    visitor.expect_line(r"^deployment\.apps/web")


@pytest.mark.e2e
def test_a_watch_streams_while_it_runs(visitor: TerminalPage) -> None:
    visitor.run("kubectl get pods -w")
    visitor.expect_line(r"^web-\S+\s+1/1")
    visitor.scale(4)
    visitor.expect_line(r"^web-\S+\s+0/1\s+ContainerCreating")


@pytest.mark.e2e
def test_a_here_document_applies(visitor: TerminalPage) -> None:
    visitor.run(f"kubectl apply -f - <<EOF\n{A_POD}EOF")
    visitor.expect_line(r"^pod/alone created")
    expect(visitor.object("Pod", "alone")).to_have_count(1, timeout=PATIENCE_MS)


@pytest.mark.e2e
def test_the_yaml_panels_text_is_a_file(visitor: TerminalPage) -> None:
    visitor.page.locator('#bar [data-action="yaml"]').click()
    visitor.page.get_by_role("textbox", name="Manifest").fill(A_POD)
    visitor.open_terminal()
    visitor.run("kubectl apply -f manifest.yaml")
    visitor.expect_line(r"^pod/alone created")


@pytest.mark.e2e
def test_an_error_reads_as_kubectl_prints_it(visitor: TerminalPage) -> None:
    visitor.run("kubectl get pod nope")
    visitor.expect_line(r'^Error from server \(NotFound\): pods "nope" not found')
    visitor.expect_prompt()


@pytest.mark.e2e
def test_a_paste_of_several_lines_runs_them_in_order(visitor: TerminalPage) -> None:
    paste = "kubectl scale deployment/web --replicas=2\nkubectl get deployments -o name\n"
    visitor.page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData, bubbles: true });
          document.activeElement.dispatchEvent(event);
        }""",
        paste,
    )
    visitor.expect_line(r"^deployment\.apps/web scaled")
    visitor.expect_line(r"^deployment\.apps/web\s*$")
    visitor.expect_prompt()


@pytest.mark.e2e
def test_the_history_outlives_a_reload(visitor: TerminalPage) -> None:
    visitor.run("kubectl get nodes -o name")
    visitor.expect_line(r"^node/node-1")
    visitor.page.reload()
    visitor.open_terminal()
    visitor.page.keyboard.press("ArrowUp")
    visitor.expect_line(r"^\$ kubectl get nodes -o name")


@pytest.mark.e2e
def test_escape_on_an_empty_line_leaves(visitor: TerminalPage) -> None:
    visitor.type("x")
    visitor.page.keyboard.press("Escape")
    expect(visitor.screen).to_be_visible()
    visitor.page.keyboard.press("Backspace")
    visitor.page.keyboard.press("Escape")
    expect(visitor.screen).to_be_hidden()
    expect(visitor.page.locator('#bar [data-action="terminal"]')).to_be_focused()


@pytest.mark.e2e
def test_a_page_without_the_screen_says_how_to_get_it(page: Page) -> None:
    page.route("**/vendor/xterm/**", lambda route: route.fulfill(status=404))
    window = TerminalPage(page)
    window.open()
    page.locator('#bar [data-action="terminal"]').click()
    expect(page.get_by_text("run make setup where npm can be reached")).to_be_visible()
    expect(page.get_by_role("link", name="Download the kubeconfig").first).to_be_visible()


@pytest.mark.e2e
def test_a_lost_connection_comes_back_with_one_line(page: Page) -> None:
    sockets: list[WebSocketRoute] = []

    def pass_on(socket: WebSocketRoute) -> None:
        sockets.append(socket)
        socket.connect_to_server()

    page.route_web_socket("**/ws/terminal/**", pass_on)
    window = TerminalPage(page)
    window.open()
    window.open_terminal()
    window.run("kubectl get pods -w")
    window.expect_line(r"^web-\S+\s+1/1")
    sockets[0].close(code=1001)
    window.expect_line("^The connection was lost and is being made again")
    window.expect_prompt()
    window.run("kubectl get deployments -o name")
    window.expect_line(r"^deployment\.apps/web")
    told = window.screen.locator("> div").filter(has_text="The connection was lost")
    expect(told).to_have_count(1)
    assert window.complaints == []


@pytest.mark.e2e
def test_a_command_of_the_page_is_put_on_the_line(visitor: TerminalPage) -> None:
    visitor.scale(2)
    visitor.expect_ready(2)
    visitor.page.get_by_role("button", name=re.compile("^Put on the terminal's line")).click()
    visitor.expect_line(r"^\$ kubectl scale deployment/web --replicas=2")


@pytest.mark.e2e
def test_named_objects_stand_out(visitor: TerminalPage) -> None:
    visitor.run("kubectl get deployment/web -o name")
    is_lit = "element => element.getAnimations().length > 0"
    web = visitor.object("Deployment", "web")
    assert web.evaluate(is_lit)
    assert not visitor.object("Service", "web").evaluate(is_lit)


@pytest.mark.e2e
def test_the_button_that_does_the_same_stands_out(visitor: TerminalPage) -> None:
    visitor.page.evaluate(
        """() => {
          window.lit = [];
          const animate = Element.prototype.animate;
          Element.prototype.animate = function (frames, how) {
            const { action } = this.dataset ?? {};
            if (action || this.matches("input, select"))
              lit.push([action ?? this.ariaLabel, how.duration]);
            return animate.call(this, frames, how);
          };
        }"""
    )
    visitor.run("kubectl scale deploy web --replicas=4")
    visitor.expect_line(r"^deployment\.apps/web scaled")
    assert sorted(visitor.page.evaluate("lit")) == [["Replicas", 800], ["scale-up", 800]]
    visitor.run("kubectl get pods")
    visitor.expect_line(r"^NAME\s+READY")
    assert len(visitor.page.evaluate("lit")) == 2
