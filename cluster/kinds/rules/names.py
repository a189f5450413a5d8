"""Which words may be names, label keys, label values and port names.

Each function returns the complaints about one word; none means that it is fine.
Example: subdomain("web-") complains, subdomain("web.v1") does not; label("web.v1") complains.
Mirrors: kubernetes apimachinery/pkg/util/validation (SPEC A9, A10).
"""

from __future__ import annotations

import re

LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
SUBDOMAIN = rf"{LABEL}(\.{LABEL})*"
NAME_PART = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
VALUE = r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?"
CONFIG_KEY = r"[-._a-zA-Z0-9]+"
PERCENT = r"[0-9]+%"
ENV_NAME = re.compile(r"[ -<>-~]+")
PORT_NAME = re.compile(r"[-a-z0-9]+")

START_AND_END = "and must start and end with an alphanumeric character"
NAME_CHARACTERS = f"consist of alphanumeric characters, '-', '_' or '.', {START_AND_END}"
SUBDOMAIN_TEXT = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, "
    f"'-' or '.', {START_AND_END}"
)
LABEL_TEXT = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', "
    f"{START_AND_END}"
)


def regex_text(text: str, pattern: str, *examples: str) -> str:
    """The server's way to name a pattern: examples and the expression."""
    quoted = " or ".join(f"'{example}', " for example in examples)
    return f"{text} (e.g. {quoted}regex used for validation is '{pattern}')"


def longest(limit: int) -> str:
    return f"must be no more than {limit} characters"


def subdomain(word: str) -> list[str]:
    """Names of most objects: DNS-1123 subdomain."""
    complaints = [longest(253)] if len(word) > 253 else []
    if not re.fullmatch(SUBDOMAIN, word):
        complaints.append(regex_text(SUBDOMAIN_TEXT, SUBDOMAIN, "example.com"))
    return complaints


def label(word: str) -> list[str]:
    """Names of containers, namespaces and Services: DNS-1123 label."""
    complaints = [longest(63)] if len(word) > 63 else []
    if not re.fullmatch(LABEL, word):
        complaints.append(regex_text(LABEL_TEXT, LABEL, "my-name", "123-abc"))
    return complaints


def qualified(word: str) -> list[str]:
    """Label and annotation keys: optional DNS prefix and `/`, then a name part."""
    prefix, slash, name = word.rpartition("/")
    if "/" in prefix:
        text = regex_text(
            f"a valid label key must {NAME_CHARACTERS}", NAME_PART, "MyName", "my.name", "123-abc"
        )
        return [f"{text} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"]
    complaints = []
    if slash and not prefix:
        complaints.append("prefix part must be non-empty")
    elif slash:
        complaints += [f"prefix part {complaint}" for complaint in subdomain(prefix)]
    return complaints + _name_part(name)


def _name_part(name: str) -> list[str]:
    complaints = []
    if not name:
        complaints.append("name part must be non-empty")
    elif len(name) > 63:
        complaints.append(f"name part {longest(63)}")
    if not re.fullmatch(NAME_PART, name):
        complaints.append(
            regex_text(
                f"name part must {NAME_CHARACTERS}", NAME_PART, "MyName", "my.name", "123-abc"
            )
        )
    return complaints


def label_value(word: str) -> list[str]:
    complaints = [longest(63)] if len(word) > 63 else []
    if not re.fullmatch(VALUE, word):
        text = f"a valid label must be an empty string or {NAME_CHARACTERS}"
        complaints.append(regex_text(text, VALUE, "MyValue", "my_value", "12345"))
    return complaints


def config_key(word: str) -> list[str]:
    """Keys of ConfigMaps and Secrets."""
    complaints = [longest(253)] if len(word) > 253 else []
    if not re.fullmatch(CONFIG_KEY, word):
        text = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
        complaints.append(regex_text(text, CONFIG_KEY, "key.name", "KEY_NAME", "key-name"))
    elif word in (".", ".."):
        complaints.append(f"must not be '{word}'")
    elif word.startswith(".."):
        complaints.append("must not start with '..'")
    return complaints


def percent(word: str) -> list[str]:
    if re.fullmatch(PERCENT, word):
        return []
    text = "a valid percent string must be a numeric string followed by an ending '%'"
    return [regex_text(text, PERCENT, "1%", "93%")]


def env_name(word: str) -> list[str]:
    if ENV_NAME.fullmatch(word):
        return []
    return [
        "a valid environment variable name must consist only of printable ASCII characters "
        "other than '='"
    ]


def port_name(word: str) -> list[str]:
    complaints = [longest(15)] if len(word) > 15 else []
    if not PORT_NAME.fullmatch(word):
        complaints.append("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)")
    if not re.search("[a-z]", word):
        complaints.append("must contain at least one letter (a-z)")
    if "--" in word:
        complaints.append("must not contain consecutive hyphens")
    if word.startswith("-") or word.endswith("-"):
        complaints.append("must not begin or end with a hyphen")
    return complaints


def port_number(number: int) -> list[str]:
    return [] if 1 <= number <= 65535 else ["must be between 1 and 65535, inclusive"]
