"""The fields of a container: ports, environment, probes, resources, security.

Mirrors: kubernetes staging/src/k8s.io/api/core/v1/types.go.
"""

from __future__ import annotations

from cluster.kinds.schema import (
    ANY,
    BOOLEAN,
    BOOLEAN_KEPT,
    INT32,
    INT32_KEPT,
    INT64_KEPT,
    INT_OR_STRING,
    QUANTITIES,
    QUANTITY,
    STRING,
    STRING_KEPT,
    STRINGS,
    ListOf,
    list_of,
    record,
)

PORT = record(
    "ContainerPort",
    name=STRING,
    hostPort=INT32,
    containerPort=INT32,
    protocol=STRING,
    hostIP=STRING,
)
FIELD_REF = record("ObjectFieldSelector", apiVersion=STRING, fieldPath=STRING_KEPT)
RESOURCE_FIELD_REF = record(
    "ResourceFieldSelector", containerName=STRING, resource=STRING_KEPT, divisor=QUANTITY
)

ENV_VAR = record(
    "EnvVar",
    name=STRING_KEPT,
    value=STRING,
    valueFrom=record(
        "EnvVarSource",
        fieldRef=FIELD_REF,
        resourceFieldRef=RESOURCE_FIELD_REF,
        configMapKeyRef=record(
            "ConfigMapKeySelector", name=STRING, key=STRING_KEPT, optional=BOOLEAN_KEPT
        ),
        secretKeyRef=record(
            "SecretKeySelector", name=STRING, key=STRING_KEPT, optional=BOOLEAN_KEPT
        ),
        fileKeyRef=ANY,
    ),
)
ENV_FROM = record(
    "EnvFromSource",
    prefix=STRING,
    configMapRef=record("ConfigMapEnvSource", name=STRING, optional=BOOLEAN_KEPT),
    secretRef=record("SecretEnvSource", name=STRING, optional=BOOLEAN_KEPT),
)
EXEC_ACTION = record("ExecAction", command=STRINGS)
HTTP_GET_ACTION = record(
    "HTTPGetAction",
    path=STRING,
    port=INT_OR_STRING,
    host=STRING,
    scheme=STRING,
    httpHeaders=ListOf(record("HTTPHeader", name=STRING_KEPT, value=STRING_KEPT)),
)
TCP_SOCKET_ACTION = record("TCPSocketAction", port=INT_OR_STRING, host=STRING)
PROBE = record(
    "Probe",
    exec=EXEC_ACTION,
    httpGet=HTTP_GET_ACTION,
    tcpSocket=TCP_SOCKET_ACTION,
    grpc=record("GRPCAction", port=INT32_KEPT, service=STRING_KEPT),
    initialDelaySeconds=INT32,
    timeoutSeconds=INT32,
    periodSeconds=INT32,
    successThreshold=INT32,
    failureThreshold=INT32,
    terminationGracePeriodSeconds=INT64_KEPT,
)
LIFECYCLE_HANDLER = record(
    "LifecycleHandler",
    exec=EXEC_ACTION,
    httpGet=HTTP_GET_ACTION,
    tcpSocket=TCP_SOCKET_ACTION,
    sleep=record("SleepAction", seconds=INT64_KEPT),
)
RESOURCES = record(
    "ResourceRequirements",
    limits=QUANTITIES,
    requests=QUANTITIES,
    claims=list_of(record("ResourceClaim", name=STRING_KEPT, request=STRING), "name"),
)
SECCOMP = record("SeccompProfile", type=STRING_KEPT, localhostProfile=STRING_KEPT)
APP_ARMOR = record("AppArmorProfile", type=STRING_KEPT, localhostProfile=STRING_KEPT)
SE_LINUX = record("SELinuxOptions", user=STRING, role=STRING, type=STRING, level=STRING)
WINDOWS = record(
    "WindowsSecurityContextOptions",
    gmsaCredentialSpecName=STRING_KEPT,
    gmsaCredentialSpec=STRING_KEPT,
    runAsUserName=STRING_KEPT,
    hostProcess=BOOLEAN_KEPT,
)
SECURITY_CONTEXT = record(
    "SecurityContext",
    capabilities=record("Capabilities", add=STRINGS, drop=STRINGS),
    privileged=BOOLEAN_KEPT,
    seLinuxOptions=SE_LINUX,
    windowsOptions=WINDOWS,
    runAsUser=INT64_KEPT,
    runAsGroup=INT64_KEPT,
    runAsNonRoot=BOOLEAN_KEPT,
    readOnlyRootFilesystem=BOOLEAN_KEPT,
    allowPrivilegeEscalation=BOOLEAN_KEPT,
    procMount=STRING_KEPT,
    seccompProfile=SECCOMP,
    appArmorProfile=APP_ARMOR,
)
VOLUME_MOUNT = record(
    "VolumeMount",
    name=STRING_KEPT,
    readOnly=BOOLEAN,
    recursiveReadOnly=STRING_KEPT,
    mountPath=STRING_KEPT,
    subPath=STRING,
    mountPropagation=STRING_KEPT,
    subPathExpr=STRING,
)
CONTAINER_FIELDS = {
    "name": STRING,
    "image": STRING,
    "command": STRINGS,
    "args": STRINGS,
    "workingDir": STRING,
    "ports": list_of(PORT, "containerPort"),
    "envFrom": ListOf(ENV_FROM),
    "env": list_of(ENV_VAR, "name"),
    "resources": RESOURCES,
    "resizePolicy": ListOf(
        record("ContainerResizePolicy", resourceName=STRING_KEPT, restartPolicy=STRING_KEPT)
    ),
    "restartPolicy": STRING,
    "restartPolicyRules": ListOf(ANY),
    "volumeMounts": list_of(VOLUME_MOUNT, "mountPath"),
    "volumeDevices": list_of(
        record("VolumeDevice", name=STRING_KEPT, devicePath=STRING_KEPT), "devicePath"
    ),
    "livenessProbe": PROBE,
    "readinessProbe": PROBE,
    "startupProbe": PROBE,
    "lifecycle": record(
        "Lifecycle",
        postStart=LIFECYCLE_HANDLER,
        preStop=LIFECYCLE_HANDLER,
        stopSignal=STRING_KEPT,
    ),
    "terminationMessagePath": STRING,
    "terminationMessagePolicy": STRING,
    "imagePullPolicy": STRING,
    "securityContext": SECURITY_CONTEXT,
    "stdin": BOOLEAN,
    "stdinOnce": BOOLEAN,
    "tty": BOOLEAN,
}
CONTAINER = record("Container", **CONTAINER_FIELDS)
EPHEMERAL_CONTAINER = record("EphemeralContainer", **CONTAINER_FIELDS, targetContainerName=STRING)
STATE = record(
    "ContainerState",
    waiting=record("ContainerStateWaiting", reason=STRING, message=STRING),
    running=record("ContainerStateRunning", startedAt=STRING),
    terminated=record(
        "ContainerStateTerminated",
        exitCode=INT32_KEPT,
        signal=INT32,
        reason=STRING,
        message=STRING,
        startedAt=STRING,
        finishedAt=STRING,
        containerID=STRING,
    ),
)
CONTAINER_STATUS = record(
    "ContainerStatus",
    name=STRING_KEPT,
    state=STATE,
    lastState=STATE,
    ready=BOOLEAN_KEPT,
    restartCount=INT32_KEPT,
    image=STRING_KEPT,
    imageID=STRING_KEPT,
    containerID=STRING,
    started=BOOLEAN_KEPT,
    allocatedResources=QUANTITIES,
    resources=RESOURCES,
    volumeMounts=ListOf(ANY),
    user=ANY,
    allocatedResourcesStatus=ListOf(ANY),
    stopSignal=STRING_KEPT,
)
