"""Who owns which field: the pure part of managed fields and of server-side apply.

A *path* is a tuple of elements as `fieldsV1` spells them; a *field set* is a frozenset of paths.
Example: `("f:spec", "f:replicas")`, or `("f:spec", "f:containers", 'k:{"name":"web"}')`.
Mirrors: sigs.k8s.io/structured-merge-diff, kubernetes apimachinery/pkg/util/managedfields.
"""
