"""Who may do what to which cluster: grants for visitors' cookies, tokens for everything else.

A learner has no account. A visitor is a random number in a signed cookie; the database knows only
its hash, as it knows only the hash of a token. So a stolen copy of the database opens nothing. A
teacher's browser is signed in (`SignIn`): besides its own grants it has those of `user:<id>`.
Example: a first visit writes `Grant(visitor=sha256(cookie), cluster="k7f2mq", role="owner")`.
"""

from django.db import models

from playground.let_in import DoorRows


class Role(models.TextChoices):
    """An owner may change the cluster, a viewer may only look."""

    OWNER = "owner"
    VIEWER = "viewer"


class Grant(models.Model):
    """A visitor's right to a cluster."""

    visitor = models.CharField(max_length=64)
    cluster = models.ForeignKey("cluster.Cluster", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=Role.choices)
    is_own = models.BooleanField(default=False)
    is_staff = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    objects = DoorRows.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["visitor", "cluster"], name="grant_one_per_visitor"),
        )

    def __str__(self) -> str:
        return f"{self.role} of {self.cluster_id}"


class Token(models.Model):
    """A secret that stands for a right to a cluster; shown once, kept as a hash, revocable.

    A token for the API goes into a kubeconfig. A token for the page goes into a link: it opens the
    page in a browser, gives that browser the right, and is of no use at the API.
    """

    class Use(models.TextChoices):
        """Where the token is taken."""

        API = "api"
        PAGE = "page"

    cluster = models.ForeignKey("cluster.Cluster", on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=8, choices=Role.choices)
    use = models.CharField(max_length=8, choices=Use.choices, default=Use.API)
    digest = models.CharField(max_length=64, unique=True)
    holder = models.CharField(max_length=64, blank=True)
    name = models.CharField(max_length=63, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    objects = DoorRows.as_manager()

    def __str__(self) -> str:
        return f"{self.use} token {self.digest[:8]} of {self.cluster_id}"


class SignIn(models.Model):
    """A browser in which a teacher has signed in; `holder` is what grants call the teacher."""

    visitor = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey("auth.User", on_delete=models.CASCADE, related_name="+")
    holder = models.CharField(max_length=64)
    expires_at = models.DateTimeField()
    objects = DoorRows.as_manager()

    def __str__(self) -> str:
        return f"{self.holder} until {self.expires_at}"


class Hold(models.Model):
    """A cluster whose owner may only look for a while, and the words that say why.

    A class's teacher and helpers (`Grant.is_staff`) are not held."""

    cluster = models.OneToOneField("cluster.Cluster", on_delete=models.CASCADE, related_name="+")
    words = models.CharField(max_length=120)
    objects = DoorRows.as_manager()

    def __str__(self) -> str:
        return f"{self.cluster_id}: {self.words}"
