"""The dashboard, the alerts and how Prometheus and Grafana find each other and the workers."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.metrics import Metrics

ROOT = Path(__file__).parents[2]
OBSERVE = ROOT / "deploy/observe"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))["services"]
PROMETHEUS = yaml.safe_load((OBSERVE / "prometheus.yml").read_text("utf-8"))
DASHBOARD = json.loads((OBSERVE / "grafana/dashboards/dateline.json").read_text("utf-8"))
PANELS = DASHBOARD["panels"]
RULES = [
    rule for group in yaml.safe_load((OBSERVE / "alerts.yml").read_text("utf-8"))["groups"] for rule in group["rules"]
]

# What a counter and a histogram are asked for.
SUFFIXES = {"counter": ("_total",), "gauge": ("",), "histogram": ("_sum", "_count", "_bucket")}

# Labels that are not the metric's own: those of Prometheus, and that of a histogram's buckets.
GIVEN_LABELS = {"instance", "job", "le"}


def known_samples() -> set[str]:
    return {metric.name + suffix for metric in Metrics().registry.collect() for suffix in SUFFIXES[metric.type]} | {
        "process_resident_memory_bytes"
    }


def names_in(expression: str) -> set[str]:
    return set(re.findall(r"\b(?:dateline|process)_\w+", expression))


def label_names() -> set[str]:
    metrics = Metrics()
    return {name for metric in vars(metrics).values() for name in getattr(metric, "_labelnames", ())} | GIVEN_LABELS


def expressions() -> list[str]:
    return [target["expr"] for panel in PANELS for target in panel["targets"]] + [rule["expr"] for rule in RULES]


@pytest.mark.parametrize("expression", expressions())
def test_every_metric_and_label_asked_for_exists(expression: str) -> None:
    assert names_in(expression) or "up{" in expression
    assert names_in(expression) <= known_samples()
    grouped = {name.strip() for names in re.findall(r"by \(([^)]*)\)", expression) for name in names.split(",")}
    matched = set(re.findall(r"(\w+)=\"", expression))
    assert grouped | matched <= label_names()


def test_every_metric_is_on_the_dashboard() -> None:
    shown = set().union(*(names_in(target["expr"]) for panel in PANELS for target in panel["targets"]))
    for metric in Metrics().registry.collect():
        if metric.name.startswith("dateline_"):
            assert any(metric.name + suffix in shown for suffix in SUFFIXES[metric.type]), metric.name


def test_legends_name_labels_that_are_left_after_grouping() -> None:
    for panel in PANELS:
        for target in panel["targets"]:
            grouped = {
                name.strip() for names in re.findall(r"by \(([^)]*)\)", target["expr"]) for name in names.split(",")
            }
            assert set(re.findall(r"{{(\w+)}}", target["legendFormat"])) <= grouped | {"instance"}


def test_panels_do_not_overlap_and_have_names_of_their_own() -> None:
    places = {(panel["gridPos"]["x"], panel["gridPos"]["y"]) for panel in PANELS}
    assert (
        len(places)
        == len({panel["title"] for panel in PANELS})
        == len({panel["id"] for panel in PANELS})
        == len(PANELS)
    )
    assert all(panel["gridPos"]["x"] + panel["gridPos"]["w"] <= 24 for panel in PANELS)


def test_grafana_finds_prometheus_and_the_dashboard() -> None:
    [source] = yaml.safe_load((OBSERVE / "grafana/provisioning/datasources/prometheus.yml").read_text("utf-8"))[
        "datasources"
    ]
    assert {target["datasource"]["uid"] for panel in PANELS for target in panel["targets"]} == {source["uid"]}
    assert source["url"] == "http://prometheus:9090"
    [provider] = yaml.safe_load((OBSERVE / "grafana/provisioning/dashboards/dashboards.yml").read_text("utf-8"))[
        "providers"
    ]
    mounts = dict(volume.split(":")[:2] for volume in SERVICES["grafana"]["volumes"] if volume.startswith("./"))
    assert mounts == {
        "./deploy/observe/grafana/provisioning": "/etc/grafana/provisioning",
        "./deploy/observe/grafana/dashboards": provider["options"]["path"],
    }


def test_prometheus_asks_the_workers_at_the_port_that_the_image_serves() -> None:
    [job] = PROMETHEUS["scrape_configs"]
    [discovery] = job["dns_sd_configs"]
    assert set(discovery["names"]) == {name for name, service in SERVICES.items() if name.startswith("worker")}
    port = re.search(r"DATELINE_WEB_PORT=(\d+)", (ROOT / "Dockerfile").read_text("utf-8"))
    assert port is not None
    assert discovery["port"] == int(port[1])
    assert all((OBSERVE / name).exists() for name in PROMETHEUS["rule_files"])


@pytest.mark.parametrize("name", ["prometheus", "grafana"])
def test_services_are_pinned_bounded_and_reachable_from_this_machine_alone(name: str) -> None:
    service = SERVICES[name]
    assert service["profiles"] == ["observe"]
    assert re.fullmatch(r"[\w/]+:v?\d+\.\d+\.\d+", service["image"])
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_says_what_is_wrong_and_is_explained(rule: dict[str, Any]) -> None:
    assert rule["annotations"]["summary"].endswith(".")
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert f"`{rule['alert']}`" in (ROOT / "docs/operating.md").read_text("utf-8")
