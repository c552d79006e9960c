"""Containers and clusters, as far as can be told without starting them.

Checked: YAML, compose's and Ray's own schemas where their packages are here, and that each command in them is one that
there is.
Not checked: that the images are built, that the services start, and that a cloud takes the cluster.
"""

from __future__ import annotations

import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
import yaml

from benchmarks.scale import MEASURED, PAGE, Given, needs, page
from dateline.cli import dateline

ROOT = Path(__file__).parents[2]
CONTAINERFILE = (ROOT / "Containerfile").read_text("utf-8")


def loaded(name: str) -> dict[str, Any]:
    form: dict[str, Any] = yaml.safe_load((ROOT / "deploy" / name).read_text("utf-8"))
    return form


def test_the_compose_file_is_one() -> None:
    compose = pytest.importorskip("compose_spec")
    plain = {name: value for name, value in loaded("compose.yaml").items() if not name.startswith("x-")}
    found = compose.PyCompose.from_yaml(yaml.safe_dump(plain))
    assert set(found.service_names()) == {"postgres", "site", "batch"}
    found.validate()


def test_what_services_refer_to_is_there() -> None:
    form = loaded("compose.yaml")
    for service in form["services"].values():
        assert set(service.get("depends_on", ())) <= set(form["services"])
        assert {volume.partition(":")[0] for volume in service["volumes"]} <= set(form["volumes"])
        if "build" in service:
            folder = (ROOT / "deploy" / service["build"]["context"]).resolve()
            assert (folder / service["build"]["dockerfile"]).exists()
    assert form["services"]["site"]["ports"] == ["127.0.0.1:8000:8000"]  # not open to the world


@pytest.mark.parametrize("service", ["site", "batch"])
def test_the_commands_of_the_services_are_ours(service: str) -> None:
    arguments = [str(part) for part in loaded("compose.yaml")["services"][service]["command"]]
    check(arguments)


def check(arguments: list[str]) -> None:
    """That the command line takes these arguments."""
    if arguments == ["--help"]:
        return
    context = click.Context(dateline)
    command = dateline.get_command(context, arguments[0])
    assert command is not None
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in arguments[1:] if word.startswith("--")} <= options


def test_the_containerfile_copies_what_is_there_and_asks_for_extras_that_there_are() -> None:
    copied = [line.split()[1:-1] for line in CONTAINERFILE.splitlines() if re.match(r"COPY (?!--)", line)]
    assert copied
    for name in (name for names in copied for name in names):
        assert (ROOT / name).exists(), name
    (extras,) = re.findall(r"\.\[([\w,]+)\]", CONTAINERFILE)
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(extras.split(",")) <= set(project["optional-dependencies"])
    assert "USER dateline" in CONTAINERFILE
    assert {line.split()[0] for line in CONTAINERFILE.splitlines() if re.match("[A-Z]", line)} <= {
        *("FROM", "WORKDIR", "RUN", "COPY", "ENV", "USER", "EXPOSE", "ENTRYPOINT", "CMD"),
    }


def test_the_cluster_is_as_ray_wants_it() -> None:
    pytest.importorskip("ray")
    schema = json.loads(resources.files("ray").joinpath("autoscaler", "ray-schema.json").read_bytes())
    form = loaded("ray-cluster.yaml")
    jsonschema.validate(form, schema)
    assert form["head_node_type"] in form["available_node_types"]
    assert form["available_node_types"]["reader"]["max_workers"] <= form["max_workers"]


def test_the_page_on_scale_is_what_is_computed() -> None:
    text = PAGE.read_text("utf-8")
    assert page(text, MEASURED, Given()) == text
    assert text.count("core-hours") >= 1
    found = needs(MEASURED, Given())
    assert found.core_hours == pytest.approx(1.35e9 * MEASURED.processor_seconds / 3600)
    assert found.limit == "processors"
