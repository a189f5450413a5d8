"""Fields of a HorizontalPodAutoscaler: what it measures, and how fast it may go.

Mirrors: kubernetes staging/src/k8s.io/api/autoscaling/v2/types.go, v1/types.go.
"""

from __future__ import annotations

from cluster.kinds.fields.meta import CONDITIONS, LABEL_SELECTOR, top_level
from cluster.kinds.schema import (
    INT32_KEPT,
    INT64,
    QUANTITY,
    STRING,
    STRING_KEPT,
    TIME,
    ListOf,
    record,
)

REFERENCE = record(
    "CrossVersionObjectReference", kind=STRING_KEPT, name=STRING_KEPT, apiVersion=STRING
)
TARGET = record(
    "MetricTarget",
    type=STRING_KEPT,
    value=QUANTITY,
    averageValue=QUANTITY,
    averageUtilization=INT32_KEPT,
)
VALUE = record(
    "MetricValueStatus", value=QUANTITY, averageValue=QUANTITY, averageUtilization=INT32_KEPT
)
IDENTIFIER = record("MetricIdentifier", name=STRING_KEPT, selector=LABEL_SELECTOR)
METRIC = record(
    "MetricSpec",
    type=STRING_KEPT,
    object=record(
        "ObjectMetricSource", describedObject=REFERENCE, target=TARGET, metric=IDENTIFIER
    ),
    pods=record("PodsMetricSource", metric=IDENTIFIER, target=TARGET),
    resource=record("ResourceMetricSource", name=STRING_KEPT, target=TARGET),
    containerResource=record(
        "ContainerResourceMetricSource", name=STRING_KEPT, target=TARGET, container=STRING_KEPT
    ),
    external=record("ExternalMetricSource", metric=IDENTIFIER, target=TARGET),
)
METRIC_STATUS = record(
    "MetricStatus",
    type=STRING_KEPT,
    object=record(
        "ObjectMetricStatus", metric=IDENTIFIER, current=VALUE, describedObject=REFERENCE
    ),
    pods=record("PodsMetricStatus", metric=IDENTIFIER, current=VALUE),
    resource=record("ResourceMetricStatus", name=STRING_KEPT, current=VALUE),
    containerResource=record(
        "ContainerResourceMetricStatus", name=STRING_KEPT, current=VALUE, container=STRING_KEPT
    ),
    external=record("ExternalMetricStatus", metric=IDENTIFIER, current=VALUE),
)
SCALING_RULES = record(
    "HPAScalingRules",
    stabilizationWindowSeconds=INT32_KEPT,
    selectPolicy=STRING_KEPT,
    policies=ListOf(
        record("HPAScalingPolicy", type=STRING_KEPT, value=INT32_KEPT, periodSeconds=INT32_KEPT)
    ),
    tolerance=QUANTITY,
)
BEHAVIOR = record("HorizontalPodAutoscalerBehavior", scaleUp=SCALING_RULES, scaleDown=SCALING_RULES)
SCHEMA = top_level(
    "HorizontalPodAutoscaler",
    spec=record(
        "HorizontalPodAutoscalerSpec",
        scaleTargetRef=REFERENCE,
        minReplicas=INT32_KEPT,
        maxReplicas=INT32_KEPT,
        metrics=ListOf(METRIC),
        behavior=BEHAVIOR,
    ),
    status=record(
        "HorizontalPodAutoscalerStatus",
        observedGeneration=INT64,
        lastScaleTime=TIME,
        currentReplicas=INT32_KEPT,
        desiredReplicas=INT32_KEPT,
        currentMetrics=ListOf(METRIC_STATUS),
        conditions=CONDITIONS,
    ),
)
V1_SCHEMA = top_level(
    "HorizontalPodAutoscaler",
    spec=record(
        "HorizontalPodAutoscalerSpec",
        scaleTargetRef=REFERENCE,
        minReplicas=INT32_KEPT,
        maxReplicas=INT32_KEPT,
        targetCPUUtilizationPercentage=INT32_KEPT,
    ),
    status=record(
        "HorizontalPodAutoscalerStatus",
        observedGeneration=INT64,
        lastScaleTime=TIME,
        currentReplicas=INT32_KEPT,
        desiredReplicas=INT32_KEPT,
        currentCPUUtilizationPercentage=INT32_KEPT,
    ),
)
