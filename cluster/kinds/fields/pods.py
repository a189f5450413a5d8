"""The fields of a Pod and of the Pod template in workloads.

Mirrors: kubernetes staging/src/k8s.io/api/core/v1/types.go.
"""

from __future__ import annotations

from cluster.kinds.fields.containers import (
    APP_ARMOR,
    CONTAINER,
    CONTAINER_STATUS,
    EPHEMERAL_CONTAINER,
    RESOURCES,
    SE_LINUX,
    SECCOMP,
    WINDOWS,
)
from cluster.kinds.fields.meta import (
    CONDITIONS,
    LABEL_SELECTOR,
    LOCAL_OBJECT_REFERENCE,
    OBJECT_META,
    top_level,
)
from cluster.kinds.fields.volumes import VOLUME
from cluster.kinds.schema import (
    ANY,
    BOOLEAN,
    BOOLEAN_KEPT,
    INT32_KEPT,
    INT64,
    INT64_KEPT,
    QUANTITIES,
    STRING,
    STRING_KEPT,
    STRING_MAP,
    STRINGS,
    TIME,
    ListOf,
    list_of,
    record,
)

REQUIREMENTS = ListOf(
    record("NodeSelectorRequirement", key=STRING_KEPT, operator=STRING_KEPT, values=STRINGS)
)
NODE_SELECTOR_TERM = record(
    "NodeSelectorTerm", matchExpressions=REQUIREMENTS, matchFields=REQUIREMENTS
)
NODE_SELECTOR = record("NodeSelector", nodeSelectorTerms=ListOf(NODE_SELECTOR_TERM))
POD_AFFINITY_TERM = record(
    "PodAffinityTerm",
    labelSelector=LABEL_SELECTOR,
    namespaces=STRINGS,
    topologyKey=STRING_KEPT,
    namespaceSelector=LABEL_SELECTOR,
    matchLabelKeys=STRINGS,
    mismatchLabelKeys=STRINGS,
)
POD_AFFINITY_FIELDS = {
    "requiredDuringSchedulingIgnoredDuringExecution": ListOf(POD_AFFINITY_TERM),
    "preferredDuringSchedulingIgnoredDuringExecution": ListOf(
        record("WeightedPodAffinityTerm", weight=INT32_KEPT, podAffinityTerm=POD_AFFINITY_TERM)
    ),
}
AFFINITY = record(
    "Affinity",
    nodeAffinity=record(
        "NodeAffinity",
        requiredDuringSchedulingIgnoredDuringExecution=NODE_SELECTOR,
        preferredDuringSchedulingIgnoredDuringExecution=ListOf(
            record("PreferredSchedulingTerm", weight=INT32_KEPT, preference=NODE_SELECTOR_TERM)
        ),
    ),
    podAffinity=record("PodAffinity", **POD_AFFINITY_FIELDS),
    podAntiAffinity=record("PodAntiAffinity", **POD_AFFINITY_FIELDS),
)
TOLERATION = record(
    "Toleration",
    key=STRING,
    operator=STRING,
    value=STRING,
    effect=STRING,
    tolerationSeconds=INT64_KEPT,
)
SPREAD_CONSTRAINT = record(
    "TopologySpreadConstraint",
    maxSkew=INT32_KEPT,
    topologyKey=STRING_KEPT,
    whenUnsatisfiable=STRING_KEPT,
    labelSelector=LABEL_SELECTOR,
    minDomains=INT32_KEPT,
    nodeAffinityPolicy=STRING_KEPT,
    nodeTaintsPolicy=STRING_KEPT,
    matchLabelKeys=STRINGS,
)
POD_SECURITY_CONTEXT = record(
    "PodSecurityContext",
    seLinuxOptions=SE_LINUX,
    windowsOptions=WINDOWS,
    runAsUser=INT64_KEPT,
    runAsGroup=INT64_KEPT,
    runAsNonRoot=BOOLEAN_KEPT,
    supplementalGroups=ListOf(INT64_KEPT),
    supplementalGroupsPolicy=STRING_KEPT,
    fsGroup=INT64_KEPT,
    sysctls=ListOf(record("Sysctl", name=STRING_KEPT, value=STRING_KEPT)),
    fsGroupChangePolicy=STRING_KEPT,
    seccompProfile=SECCOMP,
    appArmorProfile=APP_ARMOR,
    seLinuxChangePolicy=STRING_KEPT,
)
DNS_CONFIG = record(
    "PodDNSConfig",
    nameservers=STRINGS,
    searches=STRINGS,
    options=ListOf(record("PodDNSConfigOption", name=STRING, value=STRING_KEPT)),
)
POD_SPEC = record(
    "PodSpec",
    volumes=ListOf(VOLUME, merge_key="name", merges=True, retain_keys=True),
    initContainers=list_of(CONTAINER, "name"),
    containers=list_of(CONTAINER, "name"),
    ephemeralContainers=list_of(EPHEMERAL_CONTAINER, "name"),
    restartPolicy=STRING,
    terminationGracePeriodSeconds=INT64_KEPT,
    activeDeadlineSeconds=INT64_KEPT,
    dnsPolicy=STRING,
    nodeSelector=STRING_MAP,
    serviceAccountName=STRING,
    serviceAccount=STRING,
    automountServiceAccountToken=BOOLEAN_KEPT,
    nodeName=STRING,
    hostNetwork=BOOLEAN,
    hostPID=BOOLEAN,
    hostIPC=BOOLEAN,
    shareProcessNamespace=BOOLEAN_KEPT,
    securityContext=POD_SECURITY_CONTEXT,
    imagePullSecrets=list_of(LOCAL_OBJECT_REFERENCE, "name"),
    hostname=STRING,
    subdomain=STRING,
    affinity=AFFINITY,
    schedulerName=STRING,
    tolerations=ListOf(TOLERATION),
    hostAliases=list_of(record("HostAlias", ip=STRING_KEPT, hostnames=STRINGS), "ip"),
    priorityClassName=STRING,
    priority=INT32_KEPT,
    dnsConfig=DNS_CONFIG,
    readinessGates=ListOf(record("PodReadinessGate", conditionType=STRING_KEPT)),
    runtimeClassName=STRING_KEPT,
    enableServiceLinks=BOOLEAN_KEPT,
    preemptionPolicy=STRING_KEPT,
    overhead=QUANTITIES,
    topologySpreadConstraints=list_of(SPREAD_CONSTRAINT, "topologyKey"),
    setHostnameAsFQDN=BOOLEAN_KEPT,
    os=record("PodOS", name=STRING_KEPT),
    hostUsers=BOOLEAN_KEPT,
    schedulingGates=list_of(record("PodSchedulingGate", name=STRING_KEPT), "name"),
    resourceClaims=ListOf(ANY, merge_key="name", merges=True, retain_keys=True),
    resources=RESOURCES,
    hostnameOverride=STRING_KEPT,
    workloadRef=ANY,
)
POD_TEMPLATE = record("PodTemplateSpec", metadata=OBJECT_META, spec=POD_SPEC)
POD_STATUS = record(
    "PodStatus",
    observedGeneration=INT64,
    phase=STRING,
    conditions=CONDITIONS,
    message=STRING,
    reason=STRING,
    nominatedNodeName=STRING,
    hostIP=STRING,
    hostIPs=ListOf(record("HostIP", ip=STRING_KEPT)),
    podIP=STRING,
    podIPs=list_of(record("PodIP", ip=STRING_KEPT), "ip"),
    startTime=TIME,
    initContainerStatuses=ListOf(CONTAINER_STATUS),
    containerStatuses=ListOf(CONTAINER_STATUS),
    qosClass=STRING,
    ephemeralContainerStatuses=ListOf(CONTAINER_STATUS),
    resize=STRING,
    resourceClaimStatuses=ListOf(ANY),
    extendedResourceClaimStatus=ANY,
    allocatedResources=QUANTITIES,
    resources=RESOURCES,
)
POD = top_level("Pod", spec=POD_SPEC, status=POD_STATUS)
