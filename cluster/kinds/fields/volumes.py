"""The fields of volumes. Sources that nothing here looks into are taken as they are.

Mirrors: kubernetes staging/src/k8s.io/api/core/v1/types.go.
"""

from __future__ import annotations

from cluster.kinds.fields.containers import FIELD_REF, RESOURCE_FIELD_REF
from cluster.kinds.fields.meta import LABEL_SELECTOR, LOCAL_OBJECT_REFERENCE
from cluster.kinds.schema import (
    ANY,
    BOOLEAN,
    BOOLEAN_KEPT,
    INT32_KEPT,
    INT64_KEPT,
    QUANTITY,
    STRING,
    STRING_KEPT,
    STRING_MAP,
    ListOf,
    record,
)

ITEMS = ListOf(record("KeyToPath", key=STRING_KEPT, path=STRING_KEPT, mode=INT32_KEPT))
DOWNWARD_ITEMS = ListOf(
    record(
        "DownwardAPIVolumeFile",
        path=STRING_KEPT,
        fieldRef=FIELD_REF,
        resourceFieldRef=RESOURCE_FIELD_REF,
        mode=INT32_KEPT,
    )
)
PROJECTION = record(
    "VolumeProjection",
    secret=record("SecretProjection", name=STRING, items=ITEMS, optional=BOOLEAN_KEPT),
    downwardAPI=record("DownwardAPIProjection", items=DOWNWARD_ITEMS),
    configMap=record("ConfigMapProjection", name=STRING, items=ITEMS, optional=BOOLEAN_KEPT),
    serviceAccountToken=record(
        "ServiceAccountTokenProjection",
        audience=STRING,
        expirationSeconds=INT64_KEPT,
        path=STRING_KEPT,
    ),
    clusterTrustBundle=record(
        "ClusterTrustBundleProjection",
        name=STRING_KEPT,
        signerName=STRING_KEPT,
        labelSelector=LABEL_SELECTOR,
        optional=BOOLEAN_KEPT,
        path=STRING_KEPT,
    ),
    podCertificate=ANY,
)
OTHER_SOURCES = [
    "gcePersistentDisk",
    "awsElasticBlockStore",
    "gitRepo",
    "iscsi",
    "glusterfs",
    "rbd",
    "flexVolume",
    "cinder",
    "cephfs",
    "flocker",
    "fc",
    "azureFile",
    "vsphereVolume",
    "quobyte",
    "azureDisk",
    "photonPersistentDisk",
    "portworxVolume",
    "scaleIO",
    "storageos",
    "ephemeral",
]
VOLUME = record(
    "Volume",
    name=STRING_KEPT,
    hostPath=record("HostPathVolumeSource", path=STRING_KEPT, type=STRING_KEPT),
    emptyDir=record("EmptyDirVolumeSource", medium=STRING, sizeLimit=QUANTITY),
    secret=record(
        "SecretVolumeSource",
        secretName=STRING,
        items=ITEMS,
        defaultMode=INT32_KEPT,
        optional=BOOLEAN_KEPT,
    ),
    configMap=record(
        "ConfigMapVolumeSource",
        name=STRING,
        items=ITEMS,
        defaultMode=INT32_KEPT,
        optional=BOOLEAN_KEPT,
    ),
    downwardAPI=record("DownwardAPIVolumeSource", items=DOWNWARD_ITEMS, defaultMode=INT32_KEPT),
    projected=record("ProjectedVolumeSource", sources=ListOf(PROJECTION), defaultMode=INT32_KEPT),
    persistentVolumeClaim=record(
        "PersistentVolumeClaimVolumeSource", claimName=STRING_KEPT, readOnly=BOOLEAN
    ),
    nfs=record("NFSVolumeSource", server=STRING_KEPT, path=STRING_KEPT, readOnly=BOOLEAN),
    csi=record(
        "CSIVolumeSource",
        driver=STRING_KEPT,
        readOnly=BOOLEAN_KEPT,
        fsType=STRING_KEPT,
        volumeAttributes=STRING_MAP,
        nodePublishSecretRef=LOCAL_OBJECT_REFERENCE,
    ),
    image=record("ImageVolumeSource", reference=STRING, pullPolicy=STRING),
    **dict.fromkeys(OTHER_SOURCES, ANY),
)
