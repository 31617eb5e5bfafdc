"""The compose file and the image agree with each other, with the settings and with the package.

No container runs here: the files are read, and ``docker-compose config`` too where it is installed.
"""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from pipeline.cli import main
from pipeline.settings import PREFIX, Settings, read_settings

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OWN = [name for name, service in SERVICES.items() if service["image"].startswith("dateline:")]
WORKERS = ["worker", "worker-gpu"]
STATE = "/var/lib/dateline"
STAGES = [
    stage.split("\n", 1) for stage in re.split(r"^FROM ", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.M)[1:]
]
LAST_STAGE = STAGES[-1][1].replace("\\\n", " ")
IMAGE_ENVIRONMENT = dict(re.findall(r"\b([A-Z_]+)=(\S+)", "".join(re.findall(r"^ENV (.*)$", LAST_STAGE, flags=re.M))))


def settings_of(service: str) -> Settings:
    """As the command would read them; raises for a variable that does not exist or a value outside its range."""
    return read_settings(IMAGE_ENVIRONMENT | SERVICES[service]["environment"])


def seconds(duration: str) -> int:
    units = {"h": 3600, "m": 60, "s": 1}
    parts = re.findall(r"(\d+)([hms])", duration)
    assert "".join(number + unit for number, unit in parts) == duration
    return sum(int(number) * units[unit] for number, unit in parts)


def listeners(variable: str) -> dict[str, str]:
    text = SERVICES["kafka"]["environment"][variable]
    return dict(listener.split("://", 1) for listener in text.split(","))


def test_services_are_the_broker_its_topics_workers_and_tools() -> None:
    profiles = {name: service.get("profiles", []) for name, service in SERVICES.items()}
    assert profiles == {
        "kafka": [],
        "topics": [],
        "worker": [],
        "worker-gpu": ["gpu"],
        "publish": ["tools"],
        "consume": ["tools"],
        "prometheus": ["observe"],
        "grafana": ["observe"],
    }


@pytest.mark.parametrize("service", OWN)
def test_every_variable_is_a_setting_with_a_value_in_range(service: str) -> None:
    own = {name for name in SERVICES[service]["environment"] if name.startswith(PREFIX)}
    assert own == set(SERVICES[service]["environment"])
    settings_of(service)


@pytest.mark.parametrize("service", OWN)
def test_topics_are_those_that_programs_outside_expect(service: str) -> None:
    assert settings_of(service).topics == Settings().topics
    assert settings_of(service).partitions == settings_of("topics").partitions


@pytest.mark.parametrize("service", OWN)
def test_broker_is_the_address_that_kafka_gives_out_inside(service: str) -> None:
    assert settings_of(service).broker == listeners("KAFKA_ADVERTISED_LISTENERS")["INTERNAL"]


def test_broker_outside_is_the_default_of_the_settings_on_this_machine_alone() -> None:
    assert listeners("KAFKA_ADVERTISED_LISTENERS")["HOST"] == Settings().broker
    (port,) = SERVICES["kafka"]["ports"]
    host, published, target = port.split(":")
    assert host == "127.0.0.1"
    assert f"localhost:{published}" == Settings().broker
    assert f":{target}" == listeners("KAFKA_LISTENERS")["HOST"]


def test_every_listener_is_mapped_and_reachable_where_it_says() -> None:
    environment = SERVICES["kafka"]["environment"]
    listening = listeners("KAFKA_LISTENERS")
    protocols = dict(pair.split(":") for pair in environment["KAFKA_LISTENER_SECURITY_PROTOCOL_MAP"].split(","))
    assert set(protocols) == set(listening)
    assert environment["KAFKA_CONTROLLER_LISTENER_NAMES"] in listening
    assert environment["KAFKA_INTER_BROKER_LISTENER_NAME"] in listening
    for name, address in listeners("KAFKA_ADVERTISED_LISTENERS").items():
        assert address.endswith(listening[name])
    voter = f"{environment['KAFKA_NODE_ID']}@{SERVICES['kafka']['hostname']}"
    port = listening[environment["KAFKA_CONTROLLER_LISTENER_NAMES"]]
    assert environment["KAFKA_CONTROLLER_QUORUM_VOTERS"] == voter + port


def test_kafka_is_pinned_keeps_its_log_and_is_checked() -> None:
    kafka = SERVICES["kafka"]
    assert re.fullmatch(r"apache/kafka:\d+\.\d+\.\d+", kafka["image"])
    (volume,) = kafka["volumes"]
    name, folder = volume.split(":")
    assert name in COMPOSE["volumes"]
    assert folder == kafka["environment"]["KAFKA_LOG_DIRS"]
    assert kafka["healthcheck"]["test"][-1] == settings_of("worker").broker


@pytest.mark.parametrize("service", [name for name in OWN if name != "topics"])
def test_service_waits_for_a_healthy_broker_and_its_topics(service: str) -> None:
    conditions = {name: value["condition"] for name, value in SERVICES[service]["depends_on"].items()}
    assert conditions == {"kafka": "service_healthy", "topics": "service_completed_successfully"}


@pytest.mark.parametrize("service", OWN)
def test_command_exists(service: str) -> None:
    command, *_ = SERVICES[service]["command"]
    assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0


@pytest.mark.parametrize("service", OWN)
def test_container_has_no_rights_to_spare(service: str) -> None:
    definition = SERVICES[service]
    assert definition["read_only"] is True
    assert definition["cap_drop"] == ["ALL"]
    assert definition["security_opt"] == ["no-new-privileges:true"]
    assert not definition.get("privileged", False)
    assert [mount.split(":")[0] for mount in definition["tmpfs"]] == [IMAGE_ENVIRONMENT["HOME"]]
    writable = [volume for volume in definition.get("volumes", []) if not volume.endswith(":ro")]
    assert writable == ([f"worker-state:{STATE}"] if service in WORKERS else [])


@pytest.mark.parametrize("service", WORKERS)
def test_worker_scales_restarts_and_has_limits(service: str) -> None:
    definition = SERVICES[service]
    assert "container_name" not in definition
    assert "ports" not in definition
    assert definition["restart"] == "unless-stopped"
    assert set(definition["deploy"]["resources"]["limits"]) == {"cpus", "memory"}


@pytest.mark.parametrize("service", WORKERS)
def test_worker_keeps_its_state_on_a_volume_that_it_may_write_to(service: str) -> None:
    assert settings_of(service).state_folder == STATE
    assert "worker-state" in COMPOSE["volumes"]
    assert f"install --directory --owner 10001 --group 10001 {STATE}\n" in LAST_STAGE
    assert "USER 10001:10001\n" in LAST_STAGE


@pytest.mark.parametrize("service", WORKERS)
def test_worker_may_finish_its_longest_batch_before_it_is_killed(service: str) -> None:
    settings = settings_of(service)
    assert seconds(SERVICES[service]["stop_grace_period"]) >= settings.stall_seconds + settings.commit_interval_seconds


def test_worker_runs_as_many_threads_as_it_has_cores() -> None:
    assert settings_of("worker").threads == int(SERVICES["worker"]["deploy"]["resources"]["limits"]["cpus"])


def test_gpu_worker_reserves_a_gpu_and_has_pytorch_with_cuda() -> None:
    gpu = SERVICES["worker-gpu"]
    (device,) = gpu["deploy"]["resources"]["reservations"]["devices"]
    assert (device["driver"], device["count"], device["capabilities"]) == ("nvidia", 1, ["gpu"])
    assert gpu["image"] != SERVICES["worker"]["image"]
    assert gpu["build"]["args"]["TORCH_INDEX_URL"] == ""
    assert settings_of("worker-gpu").backend == "torch"
    assert settings_of("worker-gpu").group == settings_of("worker").group


def test_image_has_two_stages_on_one_pinned_slim_base() -> None:
    (build, _), (last, _) = STAGES
    assert build == f"{last} AS build"
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", last)
    assert "ARG TORCH_INDEX_URL=https://download.pytorch.org/whl/cpu" in STAGES[0][1]


def test_last_stage_only_copies_what_was_built() -> None:
    assert re.findall(r"^COPY (.*)$", LAST_STAGE, flags=re.M) == ["--from=build /opt/dateline /opt/dateline"]
    assert not re.search(r"\b(pip|apt-get|apt|gcc|make|git|curl)\b", LAST_STAGE)


def test_last_stage_runs_the_command_as_nobody_special() -> None:
    user = re.search(r"^USER (\d+):(\d+)$", LAST_STAGE, flags=re.M)
    assert user is not None
    assert int(user[1]) >= 1000
    assert f"--uid {user[1]}" in LAST_STAGE
    entry = re.search(r'^ENTRYPOINT \["(\w+)"\]$', LAST_STAGE, flags=re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert entry is not None
    assert entry[1] in project["scripts"]
    assert 'CMD ["worker"]' in LAST_STAGE


def test_image_serves_the_health_that_it_checks() -> None:
    settings = read_settings({name: value for name, value in IMAGE_ENVIRONMENT.items() if name.startswith(PREFIX)})
    assert f"EXPOSE {settings.web_port}\n" in LAST_STAGE
    assert "/health'" in LAST_STAGE
    for service in OWN:
        assert (service in WORKERS) != SERVICES[service].get("healthcheck", {}).get("disable", False)


def test_web_endpoints_leave_loopback_only_where_the_compose_file_says_so() -> None:
    assert "DATELINE_WEB_HOST" not in IMAGE_ENVIRONMENT
    assert Settings().web_host == "127.0.0.1"
    for service in OWN:
        expected = "0.0.0.0" if service in WORKERS else "127.0.0.1"
        assert settings_of(service).web_host == expected


def test_weights_of_the_default_model_are_built_in_and_checked() -> None:
    assert "COPY models models\n" in STAGES[0][1]
    assert f"/weights/{Settings().weights}/model.safetensors" in STAGES[0][1]


def test_build_context_holds_all_that_is_copied() -> None:
    kept = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    copied = {name for line in re.findall(r"^COPY (?!--)(.*) \S+$", STAGES[0][1], flags=re.M) for name in line.split()}
    assert copied == kept
    assert all((ROOT / name).exists() for name in kept)


@pytest.mark.skipif(shutil.which("docker-compose") is None, reason="docker-compose is not installed")
def test_docker_compose_accepts_the_file() -> None:
    command = [
        "docker-compose",
        "--profile",
        "gpu",
        "--profile",
        "tools",
        "--profile",
        "observe",
        "config",
        "--services",
    ]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    assert set(result.stdout.split()) == set(SERVICES)
