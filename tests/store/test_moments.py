"""A cluster at one moment: the present follows the journal, the past is what it was."""

from __future__ import annotations

import pytest

from cluster import models
from cluster.core.objects import Deployment
from cluster.core.view import ClusterView
from cluster.runtime.reconciler import Reconciler
from cluster.store import clusters, journal, moments
from cluster.store.orm import UnknownClusterError, edit, load_view

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def made() -> models.Cluster:
    """A cluster with three Pods of web at rest."""
    found = clusters.create_cluster("first", demo=True, seed="seed")
    Reconciler().run_until_quiet(found.id, 60)
    found.refresh_from_db()
    return found


def scale(cluster_id: str, replicas: int) -> None:
    with edit(cluster_id) as editing:
        web = editing.get("Deployment", "default", "web")
        assert web is not None
        spec = {**web.spec, "replicas": replicas}
        editing.ledger.update(web, {**web.manifest, "spec": spec}, "user", None)


def wanted(view: ClusterView) -> int:
    web = view.find(Deployment, "default", "web")
    assert web is not None
    return web.replicas


def manifests(view: ClusterView) -> dict[str, object]:
    return {each.uid: each.manifest for kind in view.kinds() for each in view.all(kind)}


def test_the_present_follows_what_is_committed(made: models.Cluster):
    with moments.at(made.id, None) as moment:
        first = moment.view
        assert wanted(first) == 3
    scale(made.id, 5)
    Reconciler().run_until_quiet(made.id, 60)
    with moments.at(made.id, None) as moment:
        assert moment.view is first
        assert wanted(first) == 5
        made.refresh_from_db()
        assert first.revision == made.revision
        assert manifests(first) == manifests(load_view(made))


def test_a_past_revision_is_what_it_was_and_its_clock_stands_there(made: models.Cluster):
    scale(made.id, 5)
    with moments.at(made.id, made.revision) as moment:
        assert wanted(moment.view) == 3
        assert moment.view.revision == made.revision
    with moments.at(made.id, None) as present:
        assert wanted(present.view) == 5
        assert moment.now <= present.now


def test_a_present_that_the_journal_has_left_behind_is_read_anew(made: models.Cluster):
    with moments.at(made.id, None) as moment:
        first = moment.view
    scale(made.id, 5)
    scale(made.id, 6)
    oldest = models.Journal.objects.filter(cluster_id=made.id).order_by("-last").first()
    models.Journal.objects.filter(cluster_id=made.id, last__lt=oldest.last).delete()
    with moments.at(made.id, None) as moment:
        assert moment.view is not first
        assert wanted(moment.view) == 6
    with pytest.raises(journal.ExpiredError), moments.at(made.id, 1):
        pass


def test_few_views_are_kept_and_an_unknown_cluster_is_told():
    with pytest.raises(UnknownClusterError), moments.at("nobody", None):
        pass
    for number in range(moments.KEPT_VIEWS + 3):
        found = clusters.create_cluster(f"c{number}", demo=False, seed="seed")
        with moments.at(found.id, None):
            pass
    assert len(moments.kept) <= moments.KEPT_VIEWS
