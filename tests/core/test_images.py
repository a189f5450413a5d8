"""How images behave: exact entries, the rules for tags, entries for every tag, and nothing."""

from __future__ import annotations

import pytest

from cluster.core.images import behaviour, split_reference
from cluster.kinds.catalogue import default_images, image_manifest

IMAGES = default_images()


def of(image):
    return behaviour(image, IMAGES)


def test_the_catalogue():
    for image in ("web:v1", "web:v2", "web:v3"):
        entry = of(image)
        assert (entry.crash_after_seconds, entry.never_ready, entry.pull_error) == (
            None,
            False,
            None,
        )
        assert entry.response_status == 200
    assert of("web:v3").ready_delay_seconds > of("web:v1").ready_delay_seconds
    crash = of("web:v4-crash")
    assert crash.exit_code == 1
    assert crash.crash_after_seconds < crash.ready_delay_seconds, "it exits before it is ready"
    assert of("web:v5-notready").never_ready
    assert of("web:v6-errors").response_status == 500


@pytest.mark.parametrize(
    "image",
    ["nginx", "nginx:1.27", "nginx:latest", "docker.io/library/nginx:1.14.2", "redis@sha256:00"],
)
def test_public_names_are_healthy_in_every_tag(image):
    entry = of(image)
    assert entry is not None
    assert entry.pull_error is None and entry.crash_after_seconds is None


@pytest.mark.parametrize("name", ["web", "nginx", "registry.example:5000/team/app"])
def test_tags_make_trouble_for_every_name(name):
    assert "not found" in of(f"{name}:1.161-badimage").pull_error
    crash = of(f"{name}:v2-crash")
    assert (crash.exit_code, crash.never_ready) == (1, True), "it is never ready in between"
    assert crash.crash_after_seconds < crash.ready_delay_seconds
    assert of(f"{name}:v2-notready").never_ready


@pytest.mark.parametrize("image", ["web", "web:v7", "nosuch:v1", "other/nginx:1.27", "nginxx"])
def test_an_image_in_no_entry_cannot_be_pulled(image):
    assert of(image) is None


def test_an_entry_of_its_own_wins_over_the_rules():
    own = image_manifest("shop:v1-crash", readyDelaySeconds=1.5)
    entry = behaviour("shop:v1-crash", [own])
    assert entry.crash_after_seconds is None
    assert entry.ready_delay_seconds == 1.5


def test_an_entry_without_tag_stands_for_every_tag():
    shop = image_manifest("shop", pullSeconds=9)
    assert behaviour("shop:anything", [shop]).pull_seconds == 9
    assert behaviour("shop:v1-notready", [shop]).pull_seconds == 9


@pytest.mark.parametrize(
    ("image", "parts"),
    [
        ("web", ("web", "")),
        ("web:v1", ("web", "v1")),
        ("reg:5000/web", ("reg:5000/web", "")),
        ("reg:5000/web:v1", ("reg:5000/web", "v1")),
        ("web@sha256:00", ("web", "")),
        ("web:v1@sha256:00", ("web", "v1")),
    ],
)
def test_name_and_tag(image, parts):
    assert split_reference(image) == parts
