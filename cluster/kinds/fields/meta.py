"""Fields that all objects have, and the small structures that many kinds share.

Mirrors: kubernetes apimachinery/pkg/apis/meta/v1/types.go.
"""

from __future__ import annotations

from cluster.kinds.schema import (
    ANY,
    BOOLEAN_KEPT,
    INT64,
    INT64_KEPT,
    STRING,
    STRING_KEPT,
    STRING_MAP,
    STRINGS,
    TIME,
    ListOf,
    Record,
    Schema,
    list_of,
    record,
)

OWNER_REFERENCE = record(
    "OwnerReference",
    apiVersion=STRING_KEPT,
    kind=STRING_KEPT,
    name=STRING_KEPT,
    uid=STRING_KEPT,
    controller=BOOLEAN_KEPT,
    blockOwnerDeletion=BOOLEAN_KEPT,
)
OBJECT_META = record(
    "ObjectMeta",
    name=STRING,
    generateName=STRING,
    namespace=STRING,
    selfLink=STRING,
    uid=STRING,
    resourceVersion=STRING,
    generation=INT64,
    creationTimestamp=TIME,
    deletionTimestamp=TIME,
    deletionGracePeriodSeconds=INT64_KEPT,
    labels=STRING_MAP,
    annotations=STRING_MAP,
    ownerReferences=list_of(OWNER_REFERENCE, "uid"),
    finalizers=ListOf(STRING_KEPT, merges=True),
    managedFields=ListOf(ANY),
)
LABEL_SELECTOR = record(
    "LabelSelector",
    matchLabels=STRING_MAP,
    matchExpressions=ListOf(
        record("LabelSelectorRequirement", key=STRING_KEPT, operator=STRING_KEPT, values=STRINGS)
    ),
)
LOCAL_OBJECT_REFERENCE = record("LocalObjectReference", name=STRING)
OBJECT_REFERENCE = record(
    "ObjectReference",
    kind=STRING,
    namespace=STRING,
    name=STRING,
    uid=STRING,
    apiVersion=STRING,
    resourceVersion=STRING,
    fieldPath=STRING,
)
CONDITIONS = list_of(
    record(
        "Condition",
        type=STRING_KEPT,
        status=STRING_KEPT,
        observedGeneration=INT64,
        lastProbeTime=TIME,
        lastHeartbeatTime=TIME,
        lastUpdateTime=TIME,
        lastTransitionTime=TIME,
        reason=STRING,
        message=STRING,
    ),
    "type",
)


def top_level(kind: str, **fields: Schema) -> Record:
    """The schema of a whole object."""
    return record(kind, apiVersion=STRING_KEPT, kind=STRING_KEPT, metadata=OBJECT_META, **fields)
