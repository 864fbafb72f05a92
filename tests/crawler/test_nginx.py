"""A press and an archive served by a real web server, nginx: gzip, ranges, unchanged, slow."""

from __future__ import annotations

import gzip
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from crawler import services
from crawler.crawl import CrawlJob, CrawlReport, crawl
from crawler.remote import Remote
from crawler.routes import Routes
from storage.store import opened
from topics.model import Source

CONFIG = """
daemon off;
worker_processes 1;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    types {{ text/html html; application/xml xml; application/gzip gz; }}
    log_format asked '$status $uri $http_range $sent_http_content_encoding';
    access_log {folder}/access.log asked;
    gzip on;
    gzip_min_length 1;
    gzip_proxied any;
    gzip_types application/xml;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/www;
        location /slow/ {{ gzip off; limit_rate 400; }}
    }}
}}
"""


@dataclass
class Nginx:
    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, path: str, content: bytes) -> None:
        file = self.folder / "www" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def asked(self) -> list[str]:
        return [line.strip() for line in (self.folder / "access.log").read_text().splitlines()]

    def start(self) -> None:
        command = shutil.which("nginx") or "/usr/sbin/nginx"
        line = [command, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf")]
        self.process = subprocess.Popen(line, stderr=subprocess.DEVNULL)
        end = monotonic() + 20
        while monotonic() < end:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            sleep(0.05)
        raise AssertionError((self.folder / "error.log").read_text())

    def stop(self) -> None:
        if self.process:
            self.process.terminate()
            self.process.wait(20)


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Nginx]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = Nginx(tmp_path / "nginx", probe.getsockname()[1])
    (server.folder / "www").mkdir(parents=True)
    for folder in (tmp_path, *tmp_path.parents[:2]):  # its worker may be another user
        folder.chmod(0o755)
    text = CONFIG.format(folder=server.folder, port=server.port)
    if os.geteuid() == 0:
        text = "user root;" + text
    (server.folder / "nginx.conf").write_text(text)
    server.start()
    yield server
    server.stop()


def gather(tmp_path: Path, topic_folder: Path, *sources: Source, **more: Any) -> CrawlReport:
    job = CrawlJob(tmp_path / "n.db", str(topic_folder), sources, processes=1, **more)
    return crawl(job, lambda tally: None)


def titles(tmp_path: Path) -> list[str]:
    with opened(tmp_path / "n.db") as db:
        return [title for (title,) in db.execute("SELECT title FROM articles ORDER BY title")]


def outlet(home: str, **lists: Any) -> Source:
    return Source(id="loaf", name="Loaf", country="GB", language="en", kind="newspaper",
                  home=home, delay=0, allow_private=True, **lists)  # fmt: skip


def test_packed_lists_unchanged_ones_and_slow_pages(
    nginx: Nginx, tmp_path: Path, topic_folder: Path, press: Any
) -> None:
    nginx.put("a.html", press.article("Millbrook"))
    nginx.put("slow/b.html", press.article("Slowham"))
    maps = "<sitemapindex><sitemap><loc>{0}/2023-07.xml.gz</loc></sitemap></sitemapindex>"
    urls = "<urlset><url><loc>{0}/a.html</loc></url><url><loc>{0}/slow/b.html</loc></url></urlset>"
    nginx.put("map.xml", maps.format(nginx.url).encode())
    nginx.put("2023-07.xml.gz", gzip.compress(urls.format(nginx.url).encode()))
    source = outlet(nginx.url, sitemaps=[f"{nginx.url}/map.xml"])
    assert gather(tmp_path, topic_folder, source).tally.counts["fetched"] == 2
    assert titles(tmp_path) == ["Millbrook", "Slowham"]
    assert "200 /map.xml - gzip" in nginx.asked()

    before = len(nginx.asked())
    assert not gather(tmp_path, topic_folder, source).failures
    again = nginx.asked()[before:]
    assert {line for line in again if "robots" not in line} == {
        "304 /map.xml - -", "304 /2023-07.xml.gz - -",
    }  # fmt: skip


def test_a_stream_goes_on_after_the_server_was_gone(nginx: Nginx) -> None:
    content = b"".join(sha256(str(n).encode()).digest() for n in range(600_000))  # 19 MB
    nginx.put("big.gz", content)
    remote = Remote(f"{nginx.url}/big.gz", wait=lambda seconds: None)
    parts = [remote.read(100_000)]
    nginx.stop()
    nginx.start()
    while part := remote.read(1_000_000):
        parts.append(part)
    remote.close()
    assert b"".join(parts) == content
    assert any(line.startswith("206 /big.gz bytes=") for line in nginx.asked())


def warc(press: Any, *places: str) -> bytes:
    buffer = BytesIO()
    writer = WARCWriter(buffer, gzip=True)
    for place in places:
        http = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
        record = writer.create_warc_record(
            f"https://{place.lower()}.example/a", "response", payload=BytesIO(press.article(place)),
            http_headers=http, warc_headers_dict={"WARC-Date": "2023-10-05T10:00:00Z"},
        )  # fmt: skip
        writer.write_record(record)
    return buffer.getvalue()


def test_a_month_of_common_crawl(
    nginx: Nginx, tmp_path: Path, topic_folder: Path, press: Any
) -> None:
    names = [f"crawl-data/CC-NEWS/2023/10/CC-NEWS-20231005-{n}.warc.gz" for n in range(3)]
    nginx.put("crawl-data/CC-NEWS/2023/10/warc.paths.gz", gzip.compress("\n".join(names).encode()))
    nginx.put(names[0], warc(press, "Loaf", "Elsewhere"))
    nginx.put(names[1], warc(press, "Elsewhere"))
    month = f"{nginx.url}/crawl-data/CC-NEWS/{{year}}/{{month}}/warc.paths.gz"
    (tmp_path / "services.toml").write_text(
        f'[common-crawl]\nlist = "{month}"\nfiles = "{nginx.url}/"\ndelay = 0\n'
    )
    routes = Routes(
        common_crawl=("2023-10", "2023-11"), services=services.load(tmp_path / "services.toml")
    )
    source = outlet("https://www.loaf.example/")
    report = gather(tmp_path, topic_folder, source, routes=routes)
    assert titles(tmp_path) == ["Loaf"]
    assert [failure.partition(": ")[2] for failure in report.failures] == [
        "cannot be read after byte 0: HTTP 404 Not Found; run it again for the rest",
        "the files of 2023-11 cannot be listed: HTTP 404 Not Found",
    ]
    with opened(tmp_path / "n.db") as db:
        ways = db.execute("SELECT url, found_by FROM ways").fetchall()
    assert ways == [("https://loaf.example/a", "common-crawl")]

    nginx.put(names[2], warc(press, "Loaf"))
    before = len(nginx.asked())
    gather(tmp_path, topic_folder, source, routes=routes)
    asked = [line.split()[1] for line in nginx.asked()[before:] if line.startswith("200")]
    # its end is looked at once more: whether it is whole
    assert asked == ["/crawl-data/CC-NEWS/2023/10/warc.paths.gz", *(2 * [f"/{names[2]}"])]
