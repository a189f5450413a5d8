"""The numbers of fields in Kubernetes' protobuf bodies, for the kinds that kubectl sends so.

Since 1.32 every `kubectl create <kind>` and `auth can-i` sends protobuf. A message is a map from
the field's number to its JSON name and type; a type in brackets is a list, in braces a map of it.
A version whose numbers are others has its own message, named with its `apiVersion`.
Example: field 2 of a DeploymentSpec is `selector`, a LabelSelector.
Mirrors: kubernetes staging/src/k8s.io/api/*/generated.proto (numbers). Differs: only fields that
these commands can set are here; others are skipped.
"""

from __future__ import annotations

from typing import Any

Message = dict[int, tuple[str, Any]]

MESSAGES: dict[str, Message] = {
    "ObjectMeta": {
        1: ("name", "text"),
        2: ("generateName", "text"),
        3: ("namespace", "text"),
        5: ("uid", "text"),
        6: ("resourceVersion", "text"),
        7: ("generation", "number"),
        8: ("creationTimestamp", "time"),
        9: ("deletionTimestamp", "time"),
        10: ("deletionGracePeriodSeconds", "number"),
        11: ("labels", {"text"}),
        12: ("annotations", {"text"}),
        13: ("ownerReferences", ["OwnerReference"]),
        14: ("finalizers", ["text"]),
    },
    "OwnerReference": {
        1: ("kind", "text"),
        3: ("name", "text"),
        4: ("uid", "text"),
        5: ("apiVersion", "text"),
        6: ("controller", "boolean"),
        7: ("blockOwnerDeletion", "boolean"),
    },
    "LabelSelector": {
        1: ("matchLabels", {"text"}),
        2: ("matchExpressions", ["LabelSelectorRequirement"]),
    },
    "LabelSelectorRequirement": {
        1: ("key", "text"),
        2: ("operator", "text"),
        3: ("values", ["text"]),
    },
    "Namespace": {1: ("metadata", "ObjectMeta"), 2: ("spec", "NamespaceSpec")},
    "NamespaceSpec": {1: ("finalizers", ["text"])},
    "Deployment": {1: ("metadata", "ObjectMeta"), 2: ("spec", "DeploymentSpec")},
    "DeploymentSpec": {
        1: ("replicas", "number"),
        2: ("selector", "LabelSelector"),
        3: ("template", "PodTemplateSpec"),
        4: ("strategy", "DeploymentStrategy"),
        5: ("minReadySeconds", "number"),
        6: ("revisionHistoryLimit", "number"),
        7: ("paused", "boolean"),
        9: ("progressDeadlineSeconds", "number"),
    },
    "DeploymentStrategy": {1: ("type", "text"), 2: ("rollingUpdate", "RollingUpdateDeployment")},
    "RollingUpdateDeployment": {
        1: ("maxUnavailable", "int or text"),
        2: ("maxSurge", "int or text"),
    },
    "PodTemplateSpec": {1: ("metadata", "ObjectMeta"), 2: ("spec", "PodSpec")},
    "Pod": {1: ("metadata", "ObjectMeta"), 2: ("spec", "PodSpec")},
    "PodSpec": {
        2: ("containers", ["Container"]),
        3: ("restartPolicy", "text"),
        4: ("terminationGracePeriodSeconds", "number"),
        5: ("activeDeadlineSeconds", "number"),
        6: ("dnsPolicy", "text"),
        7: ("nodeSelector", {"text"}),
        8: ("serviceAccountName", "text"),
        9: ("serviceAccount", "text"),
        10: ("nodeName", "text"),
        11: ("hostNetwork", "boolean"),
        14: ("securityContext", "PodSecurityContext"),
        16: ("hostname", "text"),
        19: ("schedulerName", "text"),
        20: ("initContainers", ["Container"]),
        24: ("priorityClassName", "text"),
    },
    "PodSecurityContext": {},
    "Container": {
        1: ("name", "text"),
        2: ("image", "text"),
        3: ("command", ["text"]),
        4: ("args", ["text"]),
        5: ("workingDir", "text"),
        6: ("ports", ["ContainerPort"]),
        7: ("env", ["EnvVar"]),
        8: ("resources", "ResourceRequirements"),
        13: ("terminationMessagePath", "text"),
        14: ("imagePullPolicy", "text"),
        16: ("stdin", "boolean"),
        17: ("stdinOnce", "boolean"),
        18: ("tty", "boolean"),
        20: ("terminationMessagePolicy", "text"),
    },
    "ContainerPort": {
        1: ("name", "text"),
        2: ("hostPort", "number"),
        3: ("containerPort", "number"),
        4: ("protocol", "text"),
        5: ("hostIP", "text"),
    },
    "EnvVar": {1: ("name", "text"), 2: ("value", "text")},
    "ResourceRequirements": {1: ("limits", {"quantity"}), 2: ("requests", {"quantity"})},
    "ConfigMap": {
        1: ("metadata", "ObjectMeta"),
        2: ("data", {"text"}),
        3: ("binaryData", {"bytes"}),
        4: ("immutable", "boolean"),
    },
    "Secret": {
        1: ("metadata", "ObjectMeta"),
        2: ("data", {"bytes"}),
        3: ("type", "text"),
        4: ("stringData", {"text"}),
        5: ("immutable", "boolean"),
    },
    "ServiceAccount": {
        1: ("metadata", "ObjectMeta"),
        4: ("automountServiceAccountToken", "boolean"),
    },
    "Service": {1: ("metadata", "ObjectMeta"), 2: ("spec", "ServiceSpec")},
    "ServiceSpec": {
        1: ("ports", ["ServicePort"]),
        2: ("selector", {"text"}),
        3: ("clusterIP", "text"),
        4: ("type", "text"),
        5: ("externalIPs", ["text"]),
        7: ("sessionAffinity", "text"),
        8: ("loadBalancerIP", "text"),
        9: ("loadBalancerSourceRanges", ["text"]),
        10: ("externalName", "text"),
        11: ("externalTrafficPolicy", "text"),
        13: ("publishNotReadyAddresses", "boolean"),
        17: ("ipFamilyPolicy", "text"),
        18: ("clusterIPs", ["text"]),
        19: ("ipFamilies", ["text"]),
        20: ("allocateLoadBalancerNodePorts", "boolean"),
        22: ("internalTrafficPolicy", "text"),
    },
    "ServicePort": {
        1: ("name", "text"),
        2: ("protocol", "text"),
        3: ("port", "number"),
        4: ("targetPort", "int or text"),
        5: ("nodePort", "number"),
        6: ("appProtocol", "text"),
    },
    "PodDisruptionBudget": {1: ("metadata", "ObjectMeta"), 2: ("spec", "PodDisruptionBudgetSpec")},
    "PodDisruptionBudgetSpec": {
        1: ("minAvailable", "int or text"),
        2: ("selector", "LabelSelector"),
        3: ("maxUnavailable", "int or text"),
        4: ("unhealthyPodEvictionPolicy", "text"),
    },
    "HorizontalPodAutoscaler": {
        1: ("metadata", "ObjectMeta"),
        2: ("spec", "HorizontalPodAutoscalerSpec"),
    },
    "HorizontalPodAutoscalerSpec": {
        1: ("scaleTargetRef", "CrossVersionObjectReference"),
        2: ("minReplicas", "number"),
        3: ("maxReplicas", "number"),
        4: ("metrics", ["MetricSpec"]),
    },
    "CrossVersionObjectReference": {
        1: ("kind", "text"),
        2: ("name", "text"),
        3: ("apiVersion", "text"),
    },
    "MetricSpec": {1: ("type", "text"), 4: ("resource", "ResourceMetricSource")},
    "ResourceMetricSource": {1: ("name", "text"), 2: ("target", "MetricTarget")},
    "MetricTarget": {
        1: ("type", "text"),
        2: ("value", "quantity"),
        3: ("averageValue", "quantity"),
        4: ("averageUtilization", "number"),
    },
    "autoscaling/v1 HorizontalPodAutoscaler": {
        1: ("metadata", "ObjectMeta"),
        2: ("spec", "autoscaling/v1 HorizontalPodAutoscalerSpec"),
    },
    "autoscaling/v1 HorizontalPodAutoscalerSpec": {
        1: ("scaleTargetRef", "CrossVersionObjectReference"),
        2: ("minReplicas", "number"),
        3: ("maxReplicas", "number"),
        4: ("targetCPUUtilizationPercentage", "number"),
    },
    "SelfSubjectAccessReview": {
        1: ("metadata", "ObjectMeta"),
        2: ("spec", "SelfSubjectAccessReviewSpec"),
    },
    "SelfSubjectAccessReviewSpec": {
        1: ("resourceAttributes", "ResourceAttributes"),
        2: ("nonResourceAttributes", "NonResourceAttributes"),
    },
    "ResourceAttributes": {
        1: ("namespace", "text"),
        2: ("verb", "text"),
        3: ("group", "text"),
        4: ("version", "text"),
        5: ("resource", "text"),
        6: ("subresource", "text"),
        7: ("name", "text"),
    },
    "NonResourceAttributes": {1: ("path", "text"), 2: ("verb", "text")},
    "Unknown": {1: ("typeMeta", "TypeMeta"), 2: ("raw", "raw")},
    "TypeMeta": {1: ("apiVersion", "text"), 2: ("kind", "text")},
    "Time": {1: ("seconds", "number"), 2: ("nanos", "number")},
    "IntOrString": {1: ("type", "number"), 2: ("intVal", "number"), 3: ("strVal", "text")},
    "Quantity": {1: ("string", "text")},
}
TOP_LEVEL = frozenset(
    {
        "ConfigMap",
        "Deployment",
        "HorizontalPodAutoscaler",
        "Namespace",
        "Pod",
        "PodDisruptionBudget",
        "Secret",
        "SelfSubjectAccessReview",
        "Service",
        "ServiceAccount",
    }
)
