"""Who learns: a visitor's learner, the resume code, and another device taken on by it.

Codes have eight letters of an alphabet without look-alikes: 27^8 of them, far too many to guess.
Example: issue_code(learner) -> "kfpw72mn"; resume("KFPW-72MN", visitor) -> the same learner.
"""

from __future__ import annotations

import secrets

from cluster.store.clusters import ID_ALPHABET
from playground.access import grant
from playground.models import Role
from playground.tutorials.models import Device, Learner, Progress, ResumeCode
from playground.visitors import hash_of

CODE_LENGTH = 8
CODES_KEPT = 5


def learner_of(visitor: str) -> Learner | None:
    """The learner that this browser acts for, if there is one."""
    device = Device.objects.filter(visitor=visitor).select_related("learner").first()
    return None if device is None else device.learner


def learner_for(visitor: str) -> Learner:
    """The same; made on first need."""
    found = learner_of(visitor)
    if found is None:
        found = Learner.objects.create()
        Device.objects.create(visitor=visitor, learner=found)
    return found


def issue_code(learner: Learner) -> str:
    """A new code; the newest few of a learner stay good."""
    code = "".join(secrets.choice(ID_ALPHABET) for _ in range(CODE_LENGTH))
    ResumeCode.objects.create(digest=hash_of(code), learner=learner)
    codes = ResumeCode.objects.filter(learner=learner).order_by("-id")
    kept = list(codes.values_list("id", flat=True)[:CODES_KEPT])
    ResumeCode.objects.filter(learner=learner).exclude(id__in=kept).delete()
    return code


def resume(code: str, visitor: str) -> Learner | None:
    """Let a browser act for the learner of a code; None when the code is not known.

    What this browser had begun alone is taken along, except where the learner is in that lesson
    already."""
    plain = "".join(letter for letter in code.lower() if letter.isalnum())
    found = ResumeCode.objects.filter(digest=hash_of(plain)).select_related("learner").first()
    if found is None:
        return None
    before = learner_of(visitor)
    if before is not None and before.pk != found.learner_id:
        known = Progress.objects.filter(learner=found.learner).values_list("slug", flat=True)
        own = Progress.objects.filter(learner=before).exclude(slug__in=list(known))
        own.update(learner=found.learner)
    Device.objects.update_or_create(visitor=visitor, defaults={"learner": found.learner})
    for progress in Progress.objects.filter(learner=found.learner, cluster__isnull=False):
        grant(visitor, progress.cluster, Role.OWNER)
    return found.learner
