"""What the API server fills in when a Deployment is stored."""

from __future__ import annotations

from cluster.kinds import by_kind

DEPLOYMENT = by_kind("Deployment")


def stored_spec(spec, container=None):
    template = {"template": {"spec": {"containers": [container]}}} if container else {}
    decoded, _ = DEPLOYMENT.decode({"spec": spec | template}, strict=True)
    return DEPLOYMENT.defaults(decoded)["spec"]


def test_defaults(case):
    given, expect = case["given"], case["expect"]
    if "spec" in given:
        spec = stored_spec(given["spec"])
        spec["template_spec"] = spec.pop("template")["spec"]
        assert spec == expect["spec"]
        return
    container = {"image": given.get("image", "web:v1"), "readinessProbe": given.get("probe")}
    container = {key: value for key, value in container.items() if value is not None}
    (stored,) = stored_spec({}, container)["template"]["spec"]["containers"]
    if "probe" in expect:
        # A zero initial delay is not written into the object; absent means zero.
        probe = {"initialDelaySeconds": 0} | stored["readinessProbe"]
        assert {key: probe[key] for key in expect["probe"]} == expect["probe"]
    else:
        assert stored["imagePullPolicy"] == expect["imagePullPolicy"]
