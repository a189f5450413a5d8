"""The horizontal-pod-autoscaler: sets the size of a workload by how busy its Pods are (H1-H6).

`sync` looks, `metrics` works out what each metric asks for, `limits` what may be done at once,
`notes` keeps conditions and events.
"""

from cluster.core.controllers.horizontal_pod_autoscaler.sync import CONTROLLER as CONTROLLER
