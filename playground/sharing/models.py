"""Shares: what somebody lets others see or try without being asked for a name.

A share's secret is kept as it is, unlike a visitor's or a token's: the owner must be able to copy
a link again from the panel, it stands openly in other sites' pages, and it opens nothing that the
same database does not hold anyway, namely the cluster's objects, to look at or as a copy.

The door knows shares by grants (`access.holder_of_share`), as it knows everybody.
Example: Share(secret="q7...", kind="view", cluster="k7f2mq") is the link /share/q7...; with `kept`
it shows that hidden fork, which stands at `revision`.
"""

from django.db import models


class Share(models.Model):
    """One link: what it shows, and to whom it may be shown.

    `cluster` is where it was made and, without `kept`, what it shows live. `origins` are the sites
    whose pages may frame it, with spaces between; none means every site."""

    class Kind(models.TextChoices):
        """What whoever opens it may do."""

        VIEW = "view"
        SANDBOX = "sandbox"
        LESSON = "lesson"

    secret = models.CharField(max_length=43, unique=True)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=63)
    owner = models.CharField(max_length=64, blank=True, db_index=True)
    cluster = models.ForeignKey(
        "cluster.Cluster", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kept = models.ForeignKey(
        "cluster.Cluster", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision = models.BigIntegerField(null=True)
    lesson = models.CharField(max_length=80, blank=True)
    step = models.PositiveSmallIntegerField(default=0)
    origins = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    opened_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.kind} share {self.pk} of {self.cluster_id or self.lesson}"


class Copy(models.Model):
    """What one visitor got from a share to try out: a cluster, or with a lesson just the start.

    A guest is known only inside the frame that made them; their cluster goes with the share, and a
    while after nobody looks at it any more."""

    share = models.ForeignKey(Share, on_delete=models.CASCADE, related_name="copies")
    cluster = models.ForeignKey(
        "cluster.Cluster", null=True, on_delete=models.CASCADE, related_name="+"
    )
    visitor = models.CharField(max_length=64)
    is_guest = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["share", "visitor"], name="copy_one_per_visitor"),
        )

    def __str__(self) -> str:
        return f"{self.cluster_id} from share {self.share_id}"
