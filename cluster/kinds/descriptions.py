"""What kinds and their fields mean, in our own words: `kubectl explain` prints these sentences.

Example: of("DeploymentSpec", "paused") is "True while changes of the template are collected ...".
A kind or structure is described under its own name, a field below it; what is not listed has no
description, as fields that the simulated cluster keeps but does not act upon.
Mirrors: the place of the descriptions in kubernetes api/openapi-spec/v3. Differs: other words,
and only for the fields of a course on Deployments.
"""

from __future__ import annotations

from collections.abc import Mapping

SELF = ""
"""The key of the text about the structure itself."""

DESCRIPTIONS: Mapping[str, Mapping[str, str]] = {
    "Deployment": {
        SELF: "A Deployment keeps a wanted number of Pods of one version running, and replaces "
        "them step by step when the version changes. It does so through ReplicaSets, one for each "
        "version.",
        "spec": "What you want: how many Pods, made how, replaced how.",
        "status": "What the Deployment controller saw last. Nobody else writes it.",
    },
    "DeploymentSpec": {
        SELF: "The wanted state of a Deployment.",
        "replicas": "How many Pods are wanted. 1 when it is left out; 0 is allowed.",
        "selector": "Which Pods belong to the Deployment, by their labels. The labels of the "
        "template must fit it. It cannot be changed later.",
        "template": "The Pod that new Pods are made after. Changing it starts a rollout; changing "
        "anything else does not.",
        "strategy": "How old Pods make place for new ones.",
        "minReadySeconds": "How long a new Pod must stay ready before it counts as available. "
        "0 when it is left out: at once.",
        "revisionHistoryLimit": "How many old ReplicaSets are kept, empty, so that one can roll "
        "back to them. 10 when it is left out.",
        "paused": "True while changes of the template are collected and no rollout starts. The "
        "Deployment still scales.",
        "progressDeadlineSeconds": "How long a rollout may stand still before the condition "
        "Progressing turns False with the reason ProgressDeadlineExceeded. Nothing is rolled back "
        "by it. 600 when it is left out.",
    },
    "DeploymentStrategy": {
        SELF: "How a Deployment goes from one version to the next.",
        "type": "RollingUpdate, the default, replaces Pods a few at a time. Recreate ends all old "
        "Pods before the first new one starts, and nobody is served in between.",
        "rollingUpdate": "The limits of a rolling update; only with the type RollingUpdate.",
    },
    "RollingUpdateDeployment": {
        SELF: "The two limits between which a rolling update moves.",
        "maxUnavailable": "How many Pods may be missing from the wanted number during the update, "
        "as a number or as a share such as 25%, rounded down. 25% when it is left out. It may not "
        "be 0 while maxSurge is 0.",
        "maxSurge": "How many Pods may exist above the wanted number during the update, as a "
        "number or as a share such as 25%, rounded up. 25% when it is left out. It may not be 0 "
        "while maxUnavailable is 0.",
    },
    "DeploymentStatus": {
        SELF: "What the Deployment controller saw when it looked last.",
        "observedGeneration": "The metadata.generation that these numbers answer. While it is "
        "smaller, the controller has not yet seen the last change.",
        "replicas": "Pods of all versions that are not terminating.",
        "updatedReplicas": "Pods made after the present template.",
        "readyReplicas": "Pods whose condition Ready is True.",
        "availableReplicas": "Pods that have been ready for at least minReadySeconds.",
        "unavailableReplicas": "Pods that are still missing for the wanted number to be available.",
        "terminatingReplicas": "Pods that have been told to stop and have not ended yet.",
        "conditions": "Available, Progressing and, when Pods cannot be made, ReplicaFailure.",
        "collisionCount": "How often the name of a new ReplicaSet was taken already.",
    },
    "ReplicaSet": {
        SELF: "A ReplicaSet keeps a wanted number of equal Pods alive: it makes the missing ones "
        "and deletes those that are too many. Deployments make ReplicaSets; one seldom writes them "
        "by hand.",
        "spec": "What is wanted: how many Pods, chosen how, made how.",
        "status": "What the ReplicaSet controller saw last.",
    },
    "ReplicaSetSpec": {
        SELF: "The wanted state of a ReplicaSet.",
        "replicas": "How many Pods are wanted. 1 when it is left out.",
        "minReadySeconds": "How long a Pod must stay ready before it counts as available.",
        "selector": "Which Pods are counted, by their labels. Pods without an owner that fit are "
        "adopted; Pods that no longer fit are let go.",
        "template": "The Pod that missing Pods are made after.",
    },
    "ReplicaSetStatus": {
        SELF: "What the ReplicaSet controller saw when it looked last.",
        "replicas": "Pods that it owns and that are not terminating.",
        "fullyLabeledReplicas": "Pods that have all labels of the template.",
        "readyReplicas": "Pods whose condition Ready is True.",
        "availableReplicas": "Pods that have been ready for at least minReadySeconds.",
        "terminatingReplicas": "Pods that have been told to stop and have not ended yet.",
        "observedGeneration": "The metadata.generation that these numbers answer.",
        "conditions": "ReplicaFailure when Pods cannot be made or deleted.",
    },
    "Pod": {
        SELF: "A Pod is one running copy of your program: one or more containers on one node. It "
        "is never moved or brought back; what replaces it is another Pod with another name.",
        "spec": "The containers and where they may run.",
        "status": "How the Pod is doing, written by the kubelet of its node.",
    },
    "PodTemplateSpec": {
        SELF: "What a new Pod looks like: its labels and its containers.",
        "metadata": "The labels and annotations of each new Pod.",
        "spec": "The containers of each new Pod.",
    },
    "PodSpec": {
        SELF: "The wanted state of a Pod.",
        "containers": "What runs in the Pod; at least one.",
        "restartPolicy": "Whether the kubelet starts a container again that has ended: Always, "
        "OnFailure or Never. Pods of a Deployment need Always.",
        "terminationGracePeriodSeconds": "How long the containers have to end by themselves after "
        "the Pod was deleted; then they are killed. 30 when it is left out.",
        "nodeName": "The node that the Pod runs on; the scheduler writes it.",
        "nodeSelector": "Labels that a node must have to be chosen.",
        "affinity": "Finer wishes for nodes and for the company of other Pods.",
        "tolerations": "Taints of nodes that the Pod puts up with, and for how long.",
        "topologySpreadConstraints": "How evenly Pods are to be spread over nodes or zones.",
        "schedulerName": "Who chooses the node; default-scheduler when it is left out.",
    },
    "PodStatus": {
        SELF: "How a Pod is doing.",
        "phase": "Pending, Running, Succeeded, Failed or Unknown: the coarse summary.",
        "conditions": "PodScheduled, Initialized, ContainersReady, Ready: each with since when.",
        "podIP": "The Pod's address in the cluster; a new Pod has a new one.",
        "startTime": "When the kubelet took the Pod on.",
        "containerStatuses": "How each container is doing, with its restarts.",
        "qosClass": "Guaranteed, Burstable or BestEffort, from the requests and limits.",
    },
    "Container": {
        SELF: "One program of a Pod.",
        "name": "The container's name, unlike the others of the Pod.",
        "image": "What to run, such as web:v1. The text after the colon is the version.",
        "ports": "The ports that the program listens on.",
        "env": "Environment variables.",
        "resources": "What the container asks for and what it may use at most.",
        "readinessProbe": "How one finds out whether the container can serve. While it cannot, no "
        "Service sends it requests.",
        "livenessProbe": "How one finds out whether the container must be started again.",
        "startupProbe": "Holds the other two probes back until the program has started.",
        "imagePullPolicy": "When the image is fetched: Always, IfNotPresent or Never.",
    },
    "ContainerPort": {
        SELF: "One port that a container listens on.",
        "name": "A name that a Service may use for the port.",
        "containerPort": "The port's number, 1 to 65535.",
        "protocol": "TCP when it is left out, else UDP or SCTP.",
    },
    "EnvVar": {
        SELF: "One environment variable.",
        "name": "The variable's name.",
        "value": "Its text.",
        "valueFrom": "Where the text is taken from instead.",
    },
    "ResourceRequirements": {
        SELF: "What a container asks for and what it may use at most.",
        "requests": "What the scheduler sets aside on the node. A Pod whose requests fit nowhere "
        "stays Pending.",
        "limits": "What the container may use at most.",
    },
    "Probe": {
        SELF: "A question that the kubelet asks a container again and again.",
        "httpGet": "Ask by HTTP: 200 to 399 means yes.",
        "tcpSocket": "Ask by opening a connection.",
        "exec": "Ask by a command: exit code 0 means yes.",
        "initialDelaySeconds": "How long after the start the first question is asked.",
        "periodSeconds": "How long from one question to the next. 10 when it is left out.",
        "timeoutSeconds": "How long an answer may take. 1 when it is left out.",
        "successThreshold": "How many times yes in a row count as yes.",
        "failureThreshold": "How many times no in a row count as no. 3 when it is left out.",
    },
    "Toleration": {
        SELF: "A taint that the Pod puts up with.",
        "key": "The taint's key; empty fits every one.",
        "operator": "Equal, or Exists for any value.",
        "value": "The taint's value.",
        "effect": "NoSchedule, PreferNoSchedule or NoExecute; empty fits all three.",
        "tolerationSeconds": "How long the Pod stays on a node after a NoExecute taint. Pods get "
        "300 for a node that is not ready or not reachable: the five minutes until an eviction.",
    },
    "Service": {
        SELF: "A Service is one lasting address for Pods that come and go. It sends each request "
        "to one of the ready Pods that its selector finds.",
        "spec": "Which Pods, and on which port.",
        "status": "What a load balancer would tell.",
    },
    "ServiceSpec": {
        SELF: "The wanted state of a Service.",
        "selector": "The labels of the Pods that are sent requests.",
        "ports": "The ports of the Service and where each leads.",
        "clusterIP": "The Service's address inside the cluster; it stays as long as the Service.",
        "type": "ClusterIP when it is left out, else NodePort, LoadBalancer or ExternalName.",
    },
    "ServicePort": {
        SELF: "One port of a Service.",
        "name": "The port's name; needed when there are several.",
        "port": "The number that clients use.",
        "targetPort": "The port of the Pods, by number or by name; the same as port when it is "
        "left out.",
        "nodePort": "The port on every node, for NodePort and LoadBalancer.",
        "protocol": "TCP when it is left out, else UDP or SCTP.",
    },
    "Node": {
        SELF: "A Node is a machine that runs Pods. Its kubelet reports every few seconds; after 50 "
        "seconds of silence the node counts as not ready.",
        "spec": "Whether it takes new Pods, and its taints.",
        "status": "What it has room for and how it is doing.",
    },
    "NodeSpec": {
        SELF: "The wanted state of a Node.",
        "unschedulable": "True after kubectl cordon: no new Pod is put here, the old ones stay.",
        "taints": "What keeps Pods away that do not tolerate it.",
    },
    "Taint": {
        SELF: "A mark of a node that keeps Pods away.",
        "key": "The taint's key.",
        "value": "The taint's value.",
        "effect": "NoSchedule keeps new Pods away, PreferNoSchedule where that is possible, "
        "NoExecute also sends away those that run here.",
        "timeAdded": "Since when, for NoExecute.",
    },
    "NodeStatus": {
        SELF: "How a Node is doing.",
        "capacity": "What the machine has.",
        "allocatable": "What of it Pods may ask for.",
        "conditions": "Ready and the pressures, each with since when.",
    },
    "ObjectMeta": {
        SELF: "What every object has: its name, its labels, who owns it.",
        "name": "The name, one of its kind in the namespace. It cannot be changed.",
        "generateName": "The beginning of a name that the cluster completes.",
        "namespace": "The namespace that the object lives in.",
        "labels": "Words to find objects by; selectors go by them.",
        "annotations": "Notes that no selector sees.",
        "ownerReferences": "Who made the object. When the last owner is gone, the object goes too.",
        "uid": "A name that is never given twice, not even to the next object of this name.",
        "resourceVersion": "The revision of the cluster in which the object changed last.",
        "generation": "Counts the changes of what is wanted; changes of the status do not count.",
        "creationTimestamp": "When the object was made.",
        "deletionTimestamp": "When the object will be gone; set while it is being deleted.",
        "finalizers": "Who must have tidied up before the object may go.",
        "managedFields": "Who wrote which field last.",
    },
    "OwnerReference": {
        SELF: "One owner of an object.",
        "kind": "The owner's kind.",
        "name": "The owner's name.",
        "uid": "The owner's uid: another object of the same name is not the owner.",
        "controller": "True for the one owner that manages the object.",
        "blockOwnerDeletion": "True when the owner, deleted in the foreground, waits for this "
        "object.",
    },
    "LabelSelector": {
        SELF: "A choice of objects by their labels. All parts must fit.",
        "matchLabels": "Labels with the values that they must have.",
        "matchExpressions": "Labels with In, NotIn, Exists or DoesNotExist.",
    },
    "Condition": {
        SELF: "One thing that is True, False or Unknown of an object, and why.",
        "type": "What it is about.",
        "status": "True, False or Unknown.",
        "reason": "Why, in one word for programs.",
        "message": "Why, in a sentence for people.",
        "lastTransitionTime": "Since when the status is what it is.",
        "lastUpdateTime": "When the condition was written last.",
    },
    "PodDisruptionBudget": {
        SELF: "A PodDisruptionBudget says how many Pods must stay when somebody clears a node. "
        "kubectl drain obeys it; failures and rollouts do not.",
        "spec": "Which Pods, and how many must stay.",
        "status": "How many may go now.",
    },
    "PodDisruptionBudgetSpec": {
        SELF: "The wanted protection.",
        "minAvailable": "How many Pods must stay healthy, as a number or a share.",
        "maxUnavailable": "How many Pods may be missing, as a number or a share; instead of "
        "minAvailable.",
        "selector": "Which Pods are protected.",
    },
    "HorizontalPodAutoscaler": {
        SELF: "A HorizontalPodAutoscaler changes the wanted number of Pods by how busy they are.",
        "spec": "What is scaled, between which numbers, by what.",
        "status": "What it saw and decided last.",
    },
    "HorizontalPodAutoscalerSpec": {
        SELF: "The wanted scaling.",
        "scaleTargetRef": "What is scaled, such as the Deployment web.",
        "minReplicas": "The lowest number. 1 when it is left out.",
        "maxReplicas": "The highest number.",
        "metrics": "What is measured, and the value to aim at.",
        "targetCPUUtilizationPercentage": "In autoscaling/v1: the share of the requested cpu to "
        "aim at.",
        "behavior": "How fast it may go up and down.",
    },
    "Clock": {
        SELF: "The cluster's clock, a kind of Kubeloop's own: there is one, named clock.",
        "spec": "How fast time goes.",
        "status": "What time it is.",
    },
    "ClockSpec": {
        SELF: "How fast the cluster's time goes.",
        "speed": "Seconds of the cluster in one second of yours.",
        "paused": "True while time stands still.",
    },
    "ClockStatus": {SELF: "What time it is.", "now": "The cluster's present time."},
    "Fault": {
        SELF: "Something that is broken on purpose, a kind of Kubeloop's own. Delete it to repair.",
        "spec": "What is broken, and where.",
    },
    "FaultSpec": {
        SELF: "What is broken.",
        "node": "The node that it happens to.",
        "type": "PowerOff stops the machine with everything on it, NetworkPartition cuts it off.",
    },
    "Image": {
        SELF: "How a container image behaves when it runs, a kind of Kubeloop's own.",
        "spec": "The image's name and its behaviour.",
    },
    "ImageSpec": {
        SELF: "How the image behaves. All times are seconds of the cluster's clock.",
        "image": "The name that Pods use; without a tag it stands for every tag.",
        "pullSeconds": "How long fetching it takes.",
        "startSeconds": "How long starting takes after that.",
        "readyDelaySeconds": "How long after the start it answers that it is ready.",
        "stopSeconds": "How long it takes to end when it is told to.",
        "crashAfterSeconds": "It exits so long after it started.",
        "exitCode": "What it exits with.",
        "neverReady": "True for one that runs and never becomes ready.",
        "pullError": "Fetching it fails, with this message.",
        "response": "What its web page answers.",
        "color": "The colour in the picture, v1 to v8.",
        "jitter": "The share by which the times vary.",
        "cpuUsage": "The cpu that each running Pod uses, such as 20m.",
    },
    "ImageResponse": {
        SELF: "What the version's web page answers.",
        "status": "The HTTP status, 200 when it is left out.",
        "body": "The text of the page.",
    },
}


COMMON: Mapping[str, str] = {
    "apiVersion": "The version of the API that the object is written in, such as apps/v1.",
    "kind": "What sort of object it is, such as Deployment.",
    "metadata": "The name, the labels and who owns it.",
}
"""Fields that mean the same wherever they stand."""


def of(structure: str, field: str = SELF) -> str:
    """The description of a structure or of its field; empty when there is none."""
    return DESCRIPTIONS.get(structure, {}).get(field) or COMMON.get(field, "")
