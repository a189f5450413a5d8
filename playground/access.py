"""The one door to a cluster: every page, API request and websocket comes through here.

`enter` turns an id and what the caller shows (a signed cookie or a token) into an `Access`, or
raises a `Refusal` that says why. In this order: a token that is shown must be good (401); the
cluster must exist (404); the caller must have a right to it (403; 401 for one who shows nothing).
A share's secret lets a viewer in to the cluster it shows, whatever cookie comes along. A viewer may
read. An owner whose cluster is held may read too, and is told why it may not be
changed (`Hold`: the teacher has paused the class). Who is signed in as a teacher has the grants of
`user:<id>` besides the browser's own. A cookie goes along with every request a browser makes, also
one that a foreign page caused, so an unsafe request by cookie must come from our own page
(`guard_request`).

Example: charlie has a good cookie and asks for alice's cluster: 403. With no cookie: 401.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from cluster.store import clusters, statements
from playground.models import Grant, Hold, Role, SignIn, Token
from playground.passes import GUEST_HEADER, SHARE_HEADER, in_query
from playground.visitors import ForgedCookieError, hash_of, visitor_in, visitor_of

if TYPE_CHECKING:
    from cluster.models import Cluster

OWN_RIGHT = (
    "SELECT g.role, g.is_staff, h.words FROM playground_grant g"
    " LEFT JOIN playground_hold h ON h.cluster_id = g.cluster_id"
    " WHERE g.visitor = %s AND g.cluster_id = %s"
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PAGE_HEADER = "x-kubeloop"
TOKENS_KEPT = 20
PAGE_TOKEN_DAYS = 7
LOOK_ONLY = "This is shared to look at. Nothing here can be changed."


@dataclass(frozen=True)
class Access:
    """A cluster and what the caller may do to it."""

    cluster: Cluster
    role: str
    by_cookie: bool
    hold: str = ""
    is_shared: bool = False

    @property
    def may_change(self) -> bool:
        """Owners change unless the cluster is held, viewers look."""
        return self.role == Role.OWNER and not self.hold


class Right(NamedTuple):
    """What a browser may do to a cluster of its own, and why not for now."""

    role: str
    is_staff: bool
    hold: str | None


@dataclass(frozen=True)
class Credentials:
    """What the caller shows: a token, a share, a visitor's digest, or nothing."""

    token: str = ""
    visitor: str = ""
    share: str = ""
    is_forged: bool = False


class Refusal(Exception):
    """No entry. `status` is the HTTP status, `reason` Kubernetes' word for it."""

    status = 403
    reason = "Forbidden"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Forbidden(Refusal):
    """The caller is known and has no right."""


class Unauthorized(Refusal):
    """The caller shows nothing, or something that is not good."""

    status = 401
    reason = "Unauthorized"


class Unavailable(Refusal):
    """The database does not answer; it may in a moment."""

    status = 503
    reason = "ServiceUnavailable"


class NotFound(Refusal):
    """There is no such cluster."""

    status = 404
    reason = "NotFound"


def credentials_of(headers: Mapping[str, str], cookies: Mapping[str, str]) -> Credentials:
    """Read what a caller shows; header names in lower case."""
    header = headers.get("authorization", "")
    if header:
        token = token_in(header)
        return Credentials(token=token, is_forged=not token)
    if share := headers.get(SHARE_HEADER, ""):
        return Credentials(share=share)
    try:
        guest = headers.get(GUEST_HEADER, "")
        visitor = visitor_in(guest) if guest else visitor_of(cookies)
    except ForgedCookieError:
        return Credentials(is_forged=True)
    return Credentials(visitor=visitor.digest if visitor else "")


def token_in(header: str) -> str:
    """The token of `Bearer TOKEN`, or of `Basic` with any user name; empty when there is none."""
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return ""
    return ""


def scope_credentials(scope: Mapping[str, Any]) -> Credentials:
    """The same for an ASGI connection; a websocket's query says what it cannot say in headers."""
    headers = {
        name.decode("latin1").lower(): value.decode("latin1") for name, value in scope["headers"]
    }
    headers |= in_query(scope.get("query_string", b""))
    try:
        jar = SimpleCookie(headers.get("cookie", ""))
    except CookieError:
        jar = SimpleCookie()
    return credentials_of(headers, {name: morsel.value for name, morsel in jar.items()})


def enter(cluster_id: str, credentials: Credentials) -> Access:
    """The door. Reads the database; raises a Refusal."""
    token = good_token(credentials.token) if credentials.token else None
    if credentials.is_forged or (credentials.token and token is None):
        raise Unauthorized("the credentials shown are not valid")
    is_for_it = token is not None and token.cluster_id == cluster_id
    cluster = token.cluster if token and is_for_it else clusters.find(cluster_id)
    if cluster is None:
        raise NotFound(f'cluster "{cluster_id}" not found')
    if token is not None:
        return access_by_token(cluster, token)
    if credentials.share:
        return access_by_share(cluster, credentials.share)
    if not credentials.visitor:
        raise Unauthorized("no credentials were shown")
    grant = best_grant(credentials.visitor, cluster)
    if grant is None:
        raise Forbidden(f'this visitor has no right to cluster "{cluster_id}"')
    hold = "" if grant.is_staff else grant.hold or ""
    return Access(cluster, grant.role, by_cookie=True, hold=hold)


def best_grant(visitor: str, cluster: Cluster) -> Any:
    """The browser's own right; where that is none or only to look, a signed-in teacher's.

    The first question is asked at nearly every request, so its SQL is not built anew each time."""
    own = next((Right(*row) for row in statements.select(OWN_RIGHT, [visitor, cluster.id])), None)
    if own is not None and own.role == Role.OWNER:
        return own
    signed_in = SignIn.objects.filter(visitor=visitor, expires_at__gt=timezone.now())
    holders = signed_in.values("holder")
    taught = with_hold(Grant.objects.filter(visitor__in=holders, cluster=cluster)).first()
    return taught or own


def with_hold(grants: QuerySet[Grant]) -> QuerySet[Any]:
    """Each grant with the words of its cluster's hold, by the same query."""
    words = Hold.objects.filter(cluster=OuterRef("cluster")).values("words")[:1]
    return grants.annotate(hold=Subquery(words))


def enter_by_token(credentials: Credentials) -> Access:
    """The same door for an address that names no cluster: the token says which one is meant."""
    token = good_token(credentials.token) if credentials.token else None
    if token is None:
        raise Unauthorized("the credentials shown are not valid")
    return access_by_token(token.cluster, token)


def access_by_token(cluster: Cluster, token: Token) -> Access:
    """A token is good for its own cluster only."""
    if token.cluster_id != cluster.id:
        raise Forbidden(f'this token has no right to cluster "{cluster.id}"')
    hold = Hold.objects.filter(cluster=cluster).values_list("words", flat=True).first()
    return Access(cluster, token.role, by_cookie=False, hold=hold or "")


def access_by_share(cluster: Cluster, secret: str) -> Access:
    """A share is good for the one cluster it shows, and there for looking."""
    rows = Grant.objects.filter(visitor=holder_of_share(secret))
    shown = list(rows.values_list("cluster_id", flat=True))
    if not shown:
        raise Unauthorized("this share is not valid any more")
    if cluster.id not in shown:
        raise Forbidden(f'this share has no right to cluster "{cluster.id}"')
    return Access(cluster, Role.VIEWER, by_cookie=False, hold=LOOK_ONLY, is_shared=True)


def holder_of_share(secret: str) -> str:
    """Under which name the grants know a share: no visitor has it."""
    return hash_of(f"share {secret}")


def good_token(secret: str, use: str = Token.Use.API) -> Token | None:
    """The token row for a secret, unless it was revoked, has expired or is for another use."""
    is_current = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    rows = Token.objects.filter(
        is_current, digest=hash_of(secret), use=use, revoked_at__isnull=True
    )
    return next(iter(rows.select_related("cluster")[:1]), None)


def guard_request(access: Access, method: str, headers: Mapping[str, str]) -> None:
    """What else an API request must fulfil: nobody holds the class's clusters, and by cookie it
    must come from our own page. What a viewer may not do is refused by the API, which knows what
    was asked for."""
    if method in SAFE_METHODS:
        return
    if access.hold:
        raise Forbidden(access.hold)
    if access.by_cookie and not is_own_page(headers):
        raise Forbidden("the request did not come from a page of this server")


def is_own_page(headers: Mapping[str, str]) -> bool:
    """A matching Origin; without one, the header that only our own page can send."""
    origin = headers.get("origin", "")
    if origin:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
    return headers.get(PAGE_HEADER, "") == "page"


def grant(visitor: str, cluster: Cluster, role: str, *, is_own: bool = False) -> Grant:
    """Give a visitor a right; an owner is never turned into a viewer."""
    found, is_created = Grant.objects.get_or_create(
        visitor=visitor, cluster=cluster, defaults={"role": role, "is_own": is_own}
    )
    if not is_created and role == Role.OWNER and found.role != Role.OWNER:
        found.role = role
        found.save(update_fields=["role"])
    return found


def issue_token(cluster: Cluster, role: str, *, holder: str = "", name: str = "") -> str:
    """A new API token, shown this once. A holder keeps the newest few; older ones are revoked."""
    secret = f"kl_{secrets.token_urlsafe(32)}"
    Token.objects.create(
        cluster=cluster, role=role, digest=hash_of(secret), holder=holder, name=name
    )
    if holder:
        current = Token.objects.filter(cluster=cluster, holder=holder, revoked_at__isnull=True)
        kept = list(current.order_by("-id").values_list("id", flat=True)[:TOKENS_KEPT])
        current.exclude(id__in=kept).update(revoked_at=timezone.now())
    return secret


def issue_page_token(cluster: Cluster, role: str) -> str:
    """A token for a link to the page; good for a week."""
    secret = f"klp_{secrets.token_urlsafe(32)}"
    Token.objects.create(
        cluster=cluster,
        role=role,
        use=Token.Use.PAGE,
        digest=hash_of(secret),
        expires_at=timezone.now() + datetime.timedelta(days=PAGE_TOKEN_DAYS),
    )
    return secret


def revoke_token(secret: str) -> bool:
    """Make a token worthless; whether there was one."""
    found = Token.objects.filter(digest=hash_of(secret), revoked_at__isnull=True)
    return bool(found.update(revoked_at=timezone.now()))
