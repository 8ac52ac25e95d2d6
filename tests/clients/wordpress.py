"""A real WordPress for tests: Debian's package as install.sh unpacked it, PHP's own web server, its own MariaDB."""

from __future__ import annotations

import getpass
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx2

from tests.served import Server, free_port

OURS = Path(__file__).parent / "blog"
UNPACKED = Path(__file__).parents[2] / ".venv" / "wordpress" / "usr" / "share" / "wordpress"
NAME, PASSWORD = "writer", "a long password of a blog"


class Blog:
    """A running blog at `url`, whose writer signs in as NAME with PASSWORD."""

    def __init__(self, url: str, folder: Path, neighbour: str) -> None:
        self.url = url
        self._folder = folder
        self._environment = {
            "PATH": os.environ["PATH"],
            "BLOG_URL": url,
            "BLOG_SOCKET": str(folder / "socket"),
            "BLOG_CONTENT": str(folder / "site" / "wp-content"),
            "BLOG_PASSWORD": PASSWORD,
            "BLOG_NEIGHBOUR": str(urlsplit(neighbour).port),
            "PHP_CLI_SERVER_WORKERS": "3",
        }

    def put(self) -> None:
        """Its files. Some are links to files of other packages; those for cutting pictures are not there."""
        site = self._folder / "site"
        shutil.copytree(UNPACKED, site, ignore=shutil.ignore_patterns(".htaccess", "cropper*", "marquee*"))
        shutil.copy(OURS / "wp-config.php", site)
        shutil.copy(OURS / "install.php", site)
        plugins = site / "wp-content" / "mu-plugins"
        plugins.mkdir()
        shutil.copy(OURS / "neighbour.php", plugins)

    def install(self) -> None:
        self.query("CREATE DATABASE blog", "mysql")
        self._php("install.php")

    def start(self) -> subprocess.Popen[bytes]:
        with (self._folder / "php.log").open("wb") as log:
            served = [*_PHP, "-S", urlsplit(self.url).netloc, "-t", str(self._folder / "site")]
            # With a group of its own: what it has started does not end with it.
            return subprocess.Popen(served, env=self._environment, stdout=log, stderr=log, start_new_session=True)

    def query(self, statement: str, database: str = "blog") -> str:
        """What the database says, a row to a line."""
        command = ["mariadb", "--no-defaults", "--user=root", f"--socket={self._folder / 'socket'}", "-N", database]
        ran = subprocess.run([*command, "-e", statement], capture_output=True, text=True, timeout=60)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def number(self, title: str) -> int:
        """Of the published post of this title."""
        return int(self.query(f"SELECT ID FROM wp_posts WHERE post_status = 'publish' AND post_title = '{title}'"))

    def forget_embeds(self) -> None:
        """What it keeps of embeds, for ever unless somebody does this, is asked for anew when the post is seen."""
        self.query("DELETE FROM wp_postmeta WHERE meta_key LIKE '\\_oembed\\_%'")

    def has_tables(self) -> bool:
        try:
            self.query("SELECT 1", "mysql")
        except AssertionError:
            return False
        return True

    def answers(self) -> bool:
        try:
            return httpx2.get(self.url + "/wp-login.php", timeout=30).status_code == 200
        except httpx2.TransportError:
            return False

    def _php(self, script: str) -> None:
        ran = subprocess.run(
            [*_PHP, script], cwd=self._folder / "site", env=self._environment, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr


_PHP = ("php", "-d", "sendmail_path=/bin/true", "-d", "display_errors=0")


@contextmanager
def blogging(neighbour: str) -> Iterator[Blog]:
    """A new blog, which can reach the library at the address `neighbour`."""
    folder = Path(tempfile.mkdtemp(prefix="kb-blog-"))  # a short name: it holds a socket
    blog = Blog(f"http://127.0.0.1:{free_port()}", folder, neighbour)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder)
        blog.put()
        database = _database(folder)
        stack.callback(_end, database)
        assert Server.until(blog.has_tables, within=60), (folder / "database.log").read_text()
        blog.install()
        stack.callback(_end_all, blog.start())
        assert Server.until(blog.answers, within=60), (folder / "php.log").read_text()
        yield blog


def _database(folder: Path) -> subprocess.Popen[bytes]:
    """A MariaDB without any port of the machine.

    With a folder of its own for temporary tables: each one that starts removes what it finds there, and would take
    away those of its neighbour.
    """
    (folder / "tmp").mkdir()
    places = [f"--datadir={folder / 'database'}", f"--tmpdir={folder / 'tmp'}"]
    whose = ["--no-defaults", f"--user={getpass.getuser()}", *places]
    with (folder / "database.log").open("wb") as log:
        made = ["mariadb-install-db", *whose, "--auth-root-authentication-method=normal", "--skip-test-db"]
        ran = subprocess.run(made, stdout=log, stderr=log)
        assert ran.returncode == 0, (folder / "database.log").read_text()
        reached = [f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}", "--skip-networking"]
        quick = ["--innodb-flush-log-at-trx-commit=0", "--skip-log-bin"]
        return subprocess.Popen(["mariadbd", *whose, *reached, *quick], stdout=log, stderr=log)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(timeout=30)


def _end_all(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(timeout=30)
