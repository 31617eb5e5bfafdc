"""The Kubernetes manifests agree with the settings, the image and each other."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.settings import Settings, read_settings

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy/kubernetes"
MANIFESTS: list[dict[str, Any]] = [
    document for file in sorted(FOLDER.glob("*.yaml")) for document in yaml.safe_load_all(file.read_text("utf-8"))
]
KINDS = {manifest["kind"]: manifest for manifest in MANIFESTS}
POD = KINDS["Deployment"]["spec"]["template"]["spec"]
[CONTAINER] = POD["containers"]
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
SCALED = KINDS["ScaledObject"]["spec"]


@pytest.fixture(scope="module")
def settings() -> Settings:
    """As the worker would read them; raises for a variable that does not exist or a value outside its range."""
    return read_settings(KINDS["ConfigMap"]["data"])


def test_manifests_are_a_deployment_and_what_belongs_to_it() -> None:
    assert sorted(KINDS) == ["ConfigMap", "Deployment", "PodDisruptionBudget", "ScaledObject"]
    assert len(MANIFESTS) == len(KINDS)


def test_the_pod_takes_its_settings_from_the_config_map(settings: Settings) -> None:
    assert CONTAINER["envFrom"] == [{"configMapRef": {"name": KINDS["ConfigMap"]["metadata"]["name"]}}]
    assert settings.web_host == "0.0.0.0"
    assert CONTAINER["args"] == ["worker"]
    [image] = {CONTAINER["image"]}
    assert f"image: {image}\n" in (ROOT / "docker-compose.yml").read_text("utf-8")


def test_the_pod_has_no_rights_to_spare() -> None:
    user = re.search(r"^USER (\d+):(\d+)$", DOCKERFILE, flags=re.M)
    assert user is not None
    context = POD["securityContext"]
    assert (context["runAsNonRoot"], context["runAsUser"], context["runAsGroup"]) == (True, int(user[1]), int(user[2]))
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert POD["automountServiceAccountToken"] is False


def test_the_pod_writes_to_volumes_alone(settings: Settings) -> None:
    mounts = {mount["mountPath"]: mount["name"] for mount in CONTAINER["volumeMounts"]}
    assert set(mounts) == {"/tmp", settings.state_folder}
    assert set(mounts.values()) == {volume["name"] for volume in POD["volumes"]}
    assert all("sizeLimit" in volume["emptyDir"] for volume in POD["volumes"])


def test_probes_ask_what_the_image_serves() -> None:
    [port] = CONTAINER["ports"]
    assert f"DATELINE_WEB_PORT={port['containerPort']}" in DOCKERFILE
    annotations = KINDS["Deployment"]["spec"]["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/port"] == str(port["containerPort"])
    paths = {probe: CONTAINER[probe]["httpGet"]["path"] for probe in CONTAINER if probe.endswith("Probe")}
    assert paths == {"startupProbe": "/health", "livenessProbe": "/health", "readinessProbe": "/ready"}
    assert all(CONTAINER[probe]["httpGet"]["port"] == port["name"] for probe in paths)


def test_a_worker_may_finish_its_longest_batch_before_it_is_killed(settings: Settings) -> None:
    assert POD["terminationGracePeriodSeconds"] >= settings.stall_seconds + settings.commit_interval_seconds


def test_a_worker_has_a_cpu_for_each_thread(settings: Settings) -> None:
    assert CONTAINER["resources"]["limits"]["cpu"] == str(settings.threads)
    assert settings.machine_workers == 1


def test_no_more_workers_than_partitions(settings: Settings) -> None:
    assert SCALED["maxReplicaCount"] == settings.workers <= settings.partitions
    assert SCALED["scaleTargetRef"]["name"] == KINDS["Deployment"]["metadata"]["name"]
    assert "replicas" not in KINDS["Deployment"]["spec"]


def test_workers_follow_the_lag_of_their_group(settings: Settings) -> None:
    triggers = [trigger["metadata"] for trigger in SCALED["triggers"]]
    assert [trigger["topic"] for trigger in triggers] == [settings.topic_articles, settings.topic_bulk]
    for trigger in triggers:
        assert trigger["bootstrapServers"] == settings.broker
        assert trigger["consumerGroup"] == settings.group
        assert trigger["allowIdleConsumers"] == "false"
    assert int(triggers[0]["lagThreshold"]) < int(triggers[1]["lagThreshold"])


def test_everything_selects_the_same_pods() -> None:
    labels = KINDS["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert KINDS["Deployment"]["spec"]["selector"]["matchLabels"] == labels
    assert KINDS["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"] == labels
    assert KINDS["PodDisruptionBudget"]["spec"]["maxUnavailable"] == 1
