"""A store that speaks S3, on loopback: a process of its own, whose keys it checks."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from json import dumps
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from botocore.session import Session

HOME = Path(__file__).resolve().parents[1]
MOTO = HOME / ".tools" / "moto" / "bin" / "moto_server"
PATIENCE = 60.0  # seconds
BARE = {  # what a person's own settings must not change, and no second attempts
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1",
}
OPEN = "3"  # requests that need no key, those of `_keys`
ALL = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@dataclass
class Store:
    """A bucket `news`; `keys` is the environment of one who may read and write."""

    url: str
    keys: dict[str, str]
    process: subprocess.Popen[bytes]
    log: Path
    client: Any

    def put(self, key: str, body: bytes, public: bool = False) -> str:
        """A file in the bucket; its address."""
        more = {"ACL": "public-read"} if public else {}
        self.client.put_object(Bucket="news", Key=key, Body=body, **more)
        return f"s3://news/{key}"

    def asked(self) -> list[str]:
        """Method, path and status of each request: `GET /news/a 206`."""
        found = re.findall(r'"(?:\x1b\[\d+m)*(\w+ \S+) HTTP/1.1(?:\x1b\[0m)?" (\d+)',
                           self.log.read_text("utf-8"))  # fmt: skip
        return [f"{what} {status}" for what, status in found]

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


@contextmanager
def store(folder: Path, strict: bool = True) -> Iterator[Store]:
    """An empty store; one that is not `strict` looks at no key, and gives all what is public."""
    assert MOTO.is_file(), "install moto, as bootstrap.py test does"
    log = folder / "store.log"
    with log.open("w") as told:
        line = [str(MOTO), "-H", "127.0.0.1", "-p", "0"]
        settings = {"INITIAL_NO_AUTH_ACTION_COUNT": OPEN} if strict else {}
        process = subprocess.Popen(line, env=os.environ | settings, stdout=told, stderr=told)
    try:
        url = _listening(log)
        keys = _keys(url)
        yield Store(url, keys, process, log, _bucket(url, keys))
    finally:
        process.kill()
        process.wait()


def _listening(log: Path) -> str:
    limit = monotonic() + PATIENCE
    while not (found := re.search(r"Running on (http://\S+)", log.read_text("utf-8"))):
        assert monotonic() < limit, log.read_text("utf-8")
        sleep(0.05)
    return found[1]


def _client(name: str, url: str, keys: dict[str, str]) -> Any:
    return Session().create_client(
        name, region_name="us-east-1", endpoint_url=url,
        aws_access_key_id=keys["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=keys["AWS_SECRET_ACCESS_KEY"],
    )  # fmt: skip


def _keys(url: str) -> dict[str, str]:
    """Those of a user who may do all."""
    iam = _client("iam", url, {"AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "any"})
    iam.create_user(UserName="desk")
    key = iam.create_access_key(UserName="desk")["AccessKey"]
    iam.put_user_policy(UserName="desk", PolicyName="all", PolicyDocument=dumps(ALL))
    return {
        "AWS_ENDPOINT_URL": url,
        "AWS_ACCESS_KEY_ID": key["AccessKeyId"],
        "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"],
        **BARE,
    }


def _bucket(url: str, keys: dict[str, str]) -> Any:
    client = _client("s3", url, keys)
    client.create_bucket(Bucket="news")
    return client
