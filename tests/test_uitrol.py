"""What the service is delivered in: a container file and a Helm chart, read by the tools that read them elsewhere.

No container is started here: nothing on a build machine needs an engine for it. The file is linted, its commands are
run outside a container, the package is built from just what it copies; the chart is rendered by Helm itself, and what
comes out is held against the schemas of Kubernetes and against our own settings.
"""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from shutil import copy, copytree, ignore_patterns
from typing import Any
from zipfile import ZipFile

import kubernetes_validate  # type: ignore[import-untyped] # it says nothing of its types
import pytest
import yaml
from helm_python.chart import Chart
from helm_python.errors import HelmError

from app.cli import main
from app.config import lees
from app.main import bouw
from app.sandbox.server import sandbox_settings
from tests.app.http.deur import dienst
from tests.app.registries.ruwe_server import vrije_poort

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
GEHEIM = {"value_from": {"env": "MIJNZAKEN_PSEUDONIEMSLEUTEL"}}
POSTGRES = {
    "pseudoniemsleutel": GEHEIM,
    "verwerkingenlog": {"opslag": {"value_from": {"env": "MIJNZAKEN_OPSLAG"}}},
}
Los = dict[str, Any]


def _instructies() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, each on one line."""
    text = re.sub(r"^#.*\n", "", DOCKERFILE, flags=re.MULTILINE).replace("\\\n", " ")
    return [(word, " ".join(rest.split())) for word, _, rest in (line.partition(" ") for line in text.splitlines())]


def _laatste(instructie: str) -> str:
    return [rest for word, rest in _instructies() if word == instructie][-1]


def _gezondheid() -> list[str]:
    command: list[str] = json.loads(_laatste("HEALTHCHECK").partition("CMD ")[2])
    return command


# ---------------------------------------------------------------------- the container file


def test_the_linter_of_container_files_has_nothing_to_say() -> None:
    linter = Path(sys.executable).parent / "hadolint"
    found = subprocess.run([linter, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)

    assert (found.returncode, found.stdout) == (0, "")


def test_the_container_runs_as_nobody_in_particular_on_port_8000() -> None:
    assert _laatste("USER") == "1000:1000"
    assert _laatste("EXPOSE") == "8000"
    assert _instructies().index(("USER", "1000:1000")) > max(
        nr for nr, (word, _) in enumerate(_instructies()) if word in {"COPY", "RUN"}
    )


def test_what_the_container_starts_is_a_command_that_exists() -> None:
    command, *options = json.loads(_laatste("CMD"))

    assert json.loads(_laatste("ENTRYPOINT")) == ["mijnzaken"]
    with main.commands[command].make_context(command, options) as context:
        assert (context.params["host"], context.params["port"]) == ("0.0.0.0", 8000)


def test_the_health_of_the_container_is_that_of_the_service() -> None:
    _, option, code = _gezondheid()

    def gezond(port: int) -> int:
        command = [sys.executable, option, code.replace("8000", str(port))]
        return subprocess.run(command, check=False, stderr=subprocess.DEVNULL, timeout=30).returncode

    with dienst() as deur:
        assert gezond(deur.poort) == 0
    assert gezond(vrije_poort()) != 0


def test_the_package_is_whole_when_it_is_made_of_what_the_container_copies(tmp_path: Path, bronmap: Path) -> None:
    """With a file that is not copied or not packed, the service would miss it only where it runs."""
    copied = [shlex.split(rest) for word, rest in _instructies() if word == "COPY" and not rest.startswith("--from")]
    negeert = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for *names, _ in copied:
        for name in names:
            assert f"!{name}" in negeert
            if (ROOT / name).is_dir():
                copytree(ROOT / name, bronmap / name, ignore=ignore_patterns("__pycache__"))
            else:
                copy(ROOT / name, bronmap / name)
    assert "*" in negeert, "what is not named stays away from the builder: secrets, history, environments"
    assert {regel[1:] for regel in negeert if regel.startswith("!")} == {name for *names, _ in copied for name in names}
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(bronmap)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=300)
    (wheel,) = tmp_path.glob("mijnzaken-*.whl")
    packed = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "app", "resolvers"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()

    assert packed == set(tracked)


# ---------------------------------------------------------------------- the chart


def _stukken(**values: object) -> dict[str, Los]:
    """What Kubernetes is given, by kind; each held against its schema."""
    chart = Chart.load(str(ROOT / ".helm"))
    chart.validate_schema(values)
    rendered = chart.render(values, name="proef", namespace="mijnzaken")
    found = [piece for text in rendered.values() for piece in yaml.safe_load_all(text) if piece]
    for piece in found:
        kubernetes_validate.validate(piece, "1.34", strict=True)
    return {piece["kind"]: piece for piece in found}


def _pod(stukken: dict[str, Los]) -> Los:
    pod: Los = stukken["Deployment"]["spec"]["template"]["spec"]
    return pod


def test_the_chart_as_it_ships_is_one_pod_without_rights_on_a_root_that_is_read_only() -> None:
    stukken = _stukken()
    pod = _pod(stukken)
    (container,) = pod["containers"]

    assert set(stukken) == {"ConfigMap", "Deployment", "PersistentVolumeClaim", "Service"}
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert f"{pod['securityContext']['runAsUser']}:{pod['securityContext']['runAsGroup']}" == _laatste("USER")
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["image"] == f"mijnzaken:{version('mijnzaken')}"
    selector = stukken["Deployment"]["spec"]["selector"]["matchLabels"]
    labels = stukken["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert selector.items() <= labels.items()
    assert stukken["Service"]["spec"]["selector"] == selector


def test_the_pod_reads_its_settings_where_the_container_looks_for_them(tmp_path: Path) -> None:
    stukken = _stukken()
    (container,) = _pod(stukken)["containers"]
    mounts = {mount["name"]: mount["mountPath"] for mount in container["volumeMounts"]}
    command = json.loads(_laatste("CMD"))
    config = tmp_path / "mijnzaken.yaml"
    config.write_text(stukken["ConfigMap"]["data"]["mijnzaken.yaml"], encoding="utf-8")
    settings = lees(config, {"MIJNZAKEN_PSEUDONIEMSLEUTEL": "5f" * 32})

    assert command[command.index("--config") + 1] == f"{mounts['config']}/mijnzaken.yaml"
    assert settings.verwerkingenlog.opslag == f"sqlite:{mounts['data']}/verwerkingenlog.sqlite"
    assert mounts["data"] == _laatste("WORKDIR") == json.loads(_laatste("VOLUME"))[0]
    assert container["envFrom"] == [{"secretRef": {"name": "mijnzaken"}}]
    assert str(container["ports"][0]["containerPort"]) == _laatste("EXPOSE")


def test_the_probes_and_the_ways_in_are_paths_that_the_service_has(tmp_path: Path) -> None:
    ingress = {"enabled": True, "host": "mijnzaken.voorbeeldstad.example", "tlsSecret": "tls"}
    stukken = _stukken(ingress=ingress)
    (container,) = _pod(stukken)["containers"]
    aan: dict[str, Any] = {"mijnzaken_api": True, "publiek_url": "https://a.example", "portaal": True}
    settings = sandbox_settings("http://127.0.0.1:9", log=f"sqlite:{tmp_path}/log.sqlite", **aan)
    paths = {getattr(route, "path", "") for route in bouw(settings).routes} | {"/notificaties"}
    probes = {container[name]["httpGet"]["path"] for name in ("startupProbe", "livenessProbe", "readinessProbe")}
    (rule,) = stukken["Ingress"]["spec"]["rules"]
    ways_in = {entry["path"] for entry in rule["http"]["paths"] if entry["pathType"] == "Prefix"}
    exact = {entry["path"] for entry in rule["http"]["paths"] if entry["pathType"] == "Exact"}

    assert probes == {"/_healthz/livez/", "/_healthz/readyz/"} & paths
    assert all(any(path.startswith(way) for path in paths) for way in ways_in)
    assert {path for path in paths if not path.startswith(tuple(ways_in))} == probes | exact
    assert rule["host"] == ingress["host"]


def test_several_pods_need_a_log_that_several_can_write() -> None:
    with pytest.raises(HelmError, match="zet het verwerkingenlog in PostgreSQL"):
        _stukken(replicas=3)
    stukken = _stukken(replicas=3, config=POSTGRES)

    assert set(stukken) == {"ConfigMap", "Deployment", "PodDisruptionBudget", "Service"}
    assert "strategy" not in stukken["Deployment"]["spec"]
    assert {"name": "data", "emptyDir": {}} in _pod(stukken)["volumes"]


def test_a_changed_configuration_starts_the_pods_anew() -> None:
    def merk(**values: object) -> object:
        return _stukken(**values)["Deployment"]["spec"]["template"]["metadata"]["annotations"]["checksum/config"]

    assert merk() == merk(replicas=1)
    assert merk() != merk(config={"pseudoniemsleutel": GEHEIM, "server": {"metrics": False}})


@pytest.mark.parametrize("values", [{"replica": 2}, {"replicas": 0}, {"image": {"tags": "1"}}, {"existingSecret": ""}])
def test_a_value_that_does_not_exist_or_cannot_be_is_refused(values: Los) -> None:
    with pytest.raises(HelmError):
        _stukken(**values)


def test_the_chart_tells_of_this_version() -> None:
    assert Chart.load(str(ROOT / ".helm")).metadata["appVersion"] == version("mijnzaken")


# ---------------------------------------------------------------------- upgrading


def test_every_version_begins_with_what_to_do_when_upgrading_to_it() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versies = re.findall(r"^## (.+)\n\n(.+)\n- .{20,}", text, re.MULTILINE)

    assert [naam for naam, _ in versies] == re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert {kop for _, kop in versies} == {"### Upgrading"}
