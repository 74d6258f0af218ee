"""The proxy of the docs, run: TLS outside, the service below a path, each client its own."""

import re
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.serving.server import running
from tests.toy_model import ToyModel

httpx = pytest.importorskip("httpx", reason="needs httpx")
pytest.importorskip("fastapi", reason="needs the extra `serve`")
pytest.importorskip("uvicorn", reason="needs the extra `serve`")

NGINX, OPENSSL = shutil.which("nginx"), shutil.which("openssl")
DOCS = Path(__file__).parents[2] / "flower" / "docs" / "how_to" / "service.md"
NAME, TOKEN = "flower.example.org", "t" * 32
WITHIN_S = 30

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="needs nginx and openssl"),
]


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def written(folder: Path, service: str, port: int) -> Path:
    """Write the configuration of the docs, with ports and files of this test."""
    told = re.search(r"<!-- nginx -->\n```nginx\n(.*?)```", DOCS.read_text(), re.DOTALL)
    assert told is not None
    server = told[1].replace("443", f"127.0.0.1:{port}").replace("http://127.0.0.1:8000", service)
    server = server.replace("/etc/nginx", str(folder))
    paths = "".join(
        f"{kind}_temp_path {folder}/{kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    file = folder / "nginx.conf"
    file.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/log;\n"
        f"events {{}}\nhttp {{ access_log off;\n{paths}{server} }}\n"
    )
    return file


@pytest.fixture
def proxied(tmp_path: Path) -> Iterator[str]:
    assert NGINX is not None
    assert OPENSSL is not None
    command = [
        OPENSSL, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
        f"/CN={NAME}", "-addext", "subjectAltName=IP:127.0.0.1",
        "-keyout", "flower.key", "-out", "flower.crt",
    ]  # fmt: skip
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    tokens = tmp_path / "tokens"
    tokens.write_text(f"anne {TOKEN}\n")
    with running(ToyModel(), proxy="127.0.0.1", token_file=str(tokens)) as service:
        port = free_port()
        config = written(tmp_path, service, port)
        with subprocess.Popen([NGINX, "-p", str(tmp_path), "-c", str(config)]) as process:
            ends = monotonic() + WITHIN_S
            while not listens(port) and monotonic() < ends:
                sleep(0.05)
            yield f"https://127.0.0.1:{port}/flower"
            process.terminate()


def test_the_proxy_of_the_docs_adds_tls_and_passes_everything_on(
    proxied: str, tmp_path: Path
) -> None:
    trust = ssl.create_default_context(cafile=str(tmp_path / "flower.crt"))
    with httpx.Client(verify=trust, timeout=WITHIN_S) as client:
        assert client.get(f"{proxied}/healthz").json()["ready"]
        assert client.get(f"{proxied}/").status_code == 401
        page = client.get(f"{proxied}/", auth=("anne", TOKEN))
        assert page.status_code == 200
        assert "default-src 'none'" in page.headers["content-security-policy"]
        script = re.search(r'src="\./(index-[\w-]+\.js)"', page.text)
        assert script is not None
        assert client.get(f"{proxied}/{script[1]}", auth=("anne", TOKEN)).status_code == 200
        told = client.post(
            f"{proxied}/v1/predict",
            json={"reactants": "CC(=O)Cl.N"},
            headers={"authorization": f"Bearer {TOKEN}"},
        )
        assert told.json()["status"] == "ok"
