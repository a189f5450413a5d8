"""A kubeconfig that opens one cluster.

Without TLS kubectl sends no bearer token, but it sends the user and password of the address: so
over plain http the token stands in `server`. Over https it stands where tokens belong.
"""

import yaml


def kubeconfig_text(
    *, base_url: str, cluster_id: str, name: str, token: str, may_change: bool = True
) -> str:
    """The file as YAML. `base_url` is `http://127.0.0.1:8000`, without a slash at its end."""
    scheme, _, rest = base_url.partition("://")
    is_tls = scheme == "https"
    entry = f"kubeloop-{cluster_id}"
    server = f"{scheme}://{'' if is_tls else f'kubeloop:{token}@'}{rest}/k8s/{cluster_id}"
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": entry,
        "clusters": [{"name": entry, "cluster": {"server": server}}],
        "users": [{"name": entry, "user": {"token": token}}],
        "contexts": [
            {"name": entry, "context": {"cluster": entry, "user": entry, "namespace": "default"}}
        ],
        "preferences": {},
    }
    right = "change" if may_change else "look at"
    note = f"# kubectl for the Kubeloop cluster {name!r}. Who has this file may {right} it.\n"
    return note + str(yaml.safe_dump(config, sort_keys=False))
