"""The rows behind a cluster: its objects and its journal.

Each object row keeps the whole manifest as JSON text plus the few columns that queries and people
at the database need. Rows hold no decisions; only `cluster.store` writes them.
"""

from __future__ import annotations

from django.db import models


class Cluster(models.Model):
    """One simulated cluster: its counter of revisions, its clock, and when it wants attention.

    `clock_virtual` (seconds since the epoch) was the cluster's time when the machine's clock showed
    `clock_real`. `wake_at` is a moment of the machine's clock. A revision above
    `reconciled_revision` has not been looked at by the controllers yet. `worker` is the channel of
    the worker process that ran it last and has it in memory; empty when anybody may take it.
    `most_pods` is a limit of its own below the server's, where somebody has set one."""

    id = models.CharField(primary_key=True, max_length=32)
    name = models.CharField(max_length=63)
    seed = models.CharField(max_length=64)
    revision = models.BigIntegerField(default=0)
    reconciled_revision = models.BigIntegerField(default=0)
    clock_virtual = models.FloatField()
    clock_real = models.FloatField()
    speed = models.FloatField(default=1.0)
    paused = models.BooleanField(default=False)
    asleep = models.BooleanField(default=False)
    wake_at = models.FloatField(null=True)
    created_at = models.FloatField()
    touched_at = models.FloatField(db_index=True)
    worker = models.CharField(max_length=100, blank=True, default="")
    most_pods = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(
                fields=["wake_at"], name="cluster_due", condition=models.Q(wake_at__isnull=False)
            ),
            models.Index(
                fields=["id"],
                name="cluster_unreconciled",
                condition=models.Q(reconciled_revision__lt=models.F("revision")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.id})"


class ObjectRow(models.Model):
    """What every stored object has."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, db_index=False)
    namespace = models.CharField(max_length=63, blank=True)
    name = models.CharField(max_length=253)
    uid = models.CharField(max_length=36)
    revision = models.BigIntegerField()
    body = models.TextField()
    sim = models.TextField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def unique_name(table: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(
        fields=["cluster", "namespace", "name"], name=f"{table}_unique_name"
    )


class Node(ObjectRow):
    ready = models.BooleanField(default=False)

    class Meta:
        constraints = (unique_name("node"),)


class Deployment(ObjectRow):
    replicas = models.IntegerField(default=0)

    class Meta:
        constraints = (unique_name("deployment"),)


class ReplicaSet(ObjectRow):
    owner_uid = models.CharField(max_length=36, blank=True)
    replicas = models.IntegerField(default=0)

    class Meta:
        constraints = (unique_name("replicaset"),)


class Pod(ObjectRow):
    owner_uid = models.CharField(max_length=36, blank=True)
    node = models.CharField(max_length=253, blank=True)
    phase = models.CharField(max_length=16)
    ready = models.BooleanField(default=False)

    class Meta:
        constraints = (unique_name("pod"),)


class Service(ObjectRow):
    class Meta:
        constraints = (unique_name("service"),)


class Event(ObjectRow):
    about_uid = models.CharField(max_length=36, blank=True)
    reason = models.CharField(max_length=128)

    class Meta:
        constraints = (unique_name("event"),)


class Resource(ObjectRow):
    """An object of any kind that has no table of its own."""

    kind = models.CharField(max_length=63)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["cluster", "kind", "namespace", "name"], name="resource_unique_name"
            ),
        )


class Journal(models.Model):
    """One commit: all its changes in order, as zstandard-compressed JSON.

    `first` to `last` are the revisions it holds, without a gap to its neighbours. `time` is the
    cluster's clock, `written_at` the machine's."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, db_index=False)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    time = models.FloatField()
    written_at = models.FloatField()
    body = models.BinaryField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["cluster", "last"], name="journal_unique_revision"),
        )

    def __str__(self) -> str:
        return f"{self.cluster_id} {self.first}-{self.last}"


class Checkpoint(models.Model):
    """Every object of a cluster at one revision, so that the past can be rebuilt quickly.

    `memory` is what does not follow from the objects: the counters of requests."""

    cluster = models.ForeignKey(Cluster, on_delete=models.CASCADE, db_index=False)
    revision = models.BigIntegerField()
    time = models.FloatField()
    body = models.BinaryField()
    memory = models.BinaryField(default=b"{}")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["cluster", "revision"], name="checkpoint_unique_revision"
            ),
        )

    def __str__(self) -> str:
        return f"{self.cluster_id} at {self.revision}"
