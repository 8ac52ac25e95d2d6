"""The site behind a real nginx and a real Caddy, configured as docs/administration.md says, and its systemd unit."""

from __future__ import annotations

import os
import re
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest

from kb.state import State
from kb.usecases.people.accounts import add_account
from tests.served import Served, Server, free_port
from tests.writing import LibraryFolder

pytestmark = pytest.mark.clients

GUIDE = (Path(__file__).parents[2] / "docs/administration.md").read_text(encoding="utf-8")
ADA, PASSWORD = "ada@example.org", "three words in a row"


@dataclass
class Site:
    """What is reached at `url`, the web server in front of it; `plain` is its port for http."""

    url: str
    plain: int
    certificate: Path

    def visitor(self, address: str = "127.0.0.1", **headers: str) -> httpx2.Client:
        """A browser at this address of the network."""
        origin = re.sub(r"(//[^/]+)/.*", r"\1", self.url)
        trusted = ssl.create_default_context(cafile=str(self.certificate))
        transport = httpx2.HTTPTransport(verify=trusted, local_address=address)
        return httpx2.Client(base_url=self.url, transport=transport, headers={"Origin": origin, **headers}, timeout=30)

    def answers(self) -> bool:
        try:
            with self.visitor() as visitor:
                return visitor.get("/readyz").status_code == 200
        except httpx2.TransportError:
            return False


def block(language: str, holding: str) -> str:
    """The example of the guide in this language that holds these words."""
    [found] = [text for text in re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL) if holding in text]
    return found


def exchanged(text: str, changes: dict[str, str]) -> str:
    """The example with what belongs to another machine exchanged; each of it must be there."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(folder: Path, site: Site, port: int, inside: int, key: Path, location: str = "location /") -> list[str]:
    changes = {
        "    listen [::]:80;\n": "",
        "    listen [::]:443 ssl http2;\n": "",
        "listen 80;": f"listen {site.plain};",
        "listen 443 ssl": f"listen {port} ssl",
        "/etc/letsencrypt/live/notes.example.org/fullchain.pem": str(site.certificate),
        "/etc/letsencrypt/live/notes.example.org/privkey.pem": str(key),
        "127.0.0.1:8000": f"127.0.0.1:{inside}",
        "location /": location,
    }
    own = "".join(
        f"{what}_temp_path {folder}/{what};\n" for what in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    around = (
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/log; events {{}}\nhttp {{ access_log off;\n{own}%s}}"
    )
    (folder / "nginx.conf").write_text(around % exchanged(block("nginx", "proxy_pass"), changes))
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")  # where Debian has it, not in all paths
    return [program or "nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, site: Site, port: int, inside: int, key: Path, location: str = "reverse_proxy") -> list[str]:
    changes = {
        "notes.example.org {\n": f"localhost:{port} {{\n    tls {site.certificate} {key}\n",
        "127.0.0.1:8000": f"127.0.0.1:{inside}",
        "reverse_proxy": location,
    }
    own = f"{{\n    admin off\n    auto_https off\n    storage file_system {folder}\n}}\n"
    (folder / "Caddyfile").write_text(own + exchanged(block("caddy", "reverse_proxy"), changes))
    return ["caddy", "run", "--config", str(folder / "Caddyfile"), "--adapter", "caddyfile"]


Behind = Callable[..., Site]


@pytest.fixture
def behind(library: LibraryFolder, serving: Served, tmp_path: Path) -> Iterator[Behind]:
    """Serves the library behind a web server: `behind(nginx)`."""
    running: list[subprocess.Popen[bytes]] = []

    def started(front: Callable[..., list[str]], path: str = "", **options: str) -> Site:
        folder = tmp_path / "front"
        folder.mkdir()
        folder.chmod(0o755)
        certificate, key = folder / "certificate.pem", folder / "key.pem"
        made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
        made += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
        subprocess.run(made, check=True, capture_output=True)
        port, inside = free_port(), free_port()
        site = Site(f"https://localhost:{port}{path}", free_port(), certificate)
        serving(library.home, ready=False, KB_URL=site.url, KB_PORT=str(inside))
        command = front(folder, site, port, inside, key, **options)
        with (folder / "said").open("wb") as said:
            running.append(subprocess.Popen(command, stdout=said, stderr=said))
        assert Server.until(site.answers, within=60), (folder / "said").read_text()
        return site

    yield started
    for process in running:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(params=[nginx, caddy], ids=["nginx", "caddy"])
def site(request: pytest.FixtureRequest, library: LibraryFolder, behind: Behind) -> Site:
    library.document("pogo/call.md", "# Call\n\nmarmalade\n", visibility="members")
    state = State(library.home)
    add_account(state, ADA, password=PASSWORD, admin=True)
    state.close()
    return behind(request.param)


def sign_in(visitor: httpx2.Client, password: str = PASSWORD) -> httpx2.Response:
    return visitor.post("/login", data={"email": ADA, "password": password})


def test_people_sign_in_and_their_cookie_goes_over_https_alone(site):
    with site.visitor() as browser:
        answer = sign_in(browser)
        assert answer.status_code == 303
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith("__host-session=")
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= {part.strip() for part in cookie.split(";")}
        found = browser.get("/search?q=marmalade")
        assert "/d/" in found.text
        assert "private" in found.headers["cache-control"]
        assert found.headers["strict-transport-security"] == "max-age=31536000"
        assert f"{site.url}/" in browser.get("/opensearch.xml").text


def test_a_form_of_another_site_is_turned_away(site):
    with site.visitor(Origin="https://elsewhere.example") as browser:
        assert sign_in(browser).status_code == 403


def test_limits_go_by_the_address_of_the_visitor_whatever_a_visitor_says_it_is(site):
    with site.visitor("127.0.0.2") as guesser:
        while (answer := sign_in(guesser, "not the right password")).status_code != 429:
            assert answer.status_code == 422
    with site.visitor("127.0.0.2", **{"X-Forwarded-For": "127.0.0.9"}) as guesser:
        assert sign_in(guesser, "not the right password").status_code == 429
    with site.visitor("127.0.0.3") as browser:
        assert sign_in(browser).status_code == 303


def test_http_leads_to_https(behind):
    site = behind(nginx)
    answer = httpx2.get(f"http://localhost:{site.plain}/search?q=a")
    assert (answer.status_code, answer.headers["location"]) == (301, "https://localhost/search?q=a")


@pytest.mark.parametrize(("front", "location"), [(nginx, "location /club/"), (caddy, "reverse_proxy /club/*")])
def test_below_a_path(library, behind, front, location):
    assert location in GUIDE
    library.holds("a.md", "# Here\n\nmarmalade\n")
    site = behind(front, "/club", location=location)
    with site.visitor() as browser:
        page = browser.get("/search?q=marmalade")
        [address] = set(re.findall(r'href="(/club/d/[^"?#]+)', page.text))
        assert browser.get(f"{site.url.removesuffix('/club')}{address}").status_code == 200


def test_systemd_understands_the_units_of_the_guide(tmp_path):
    changes = {"/opt/knowledge-club/.venv/bin/kb": shutil.which("true") or "", "User=club": "User=root"}
    service = exchanged(block("ini", "kb serve"), {**changes, "Group=club": "Group=root"})
    backup = exchanged(block("ini", "Type=oneshot"), {"User=club": "User=root"})
    units = {"club.service": service, "club-backup.service": backup, "club-backup.timer": block("ini", "[Timer]")}
    for name, text in units.items():
        (tmp_path / name).write_text(text)
    command = ["systemd-analyze", "verify", *(str(tmp_path / name) for name in units)]
    verified = subprocess.run(command, capture_output=True, text=True, check=False)
    assert [line for line in verified.stderr.splitlines() if str(tmp_path) in line or "club" in line] == []
    assert verified.returncode == 0, verified.stderr
