"""The key that signs visitors' cookies: made once and kept in the data folder, for its owner only.

Two processes that start at the same moment must end up with the same key, so the file is written
whole under another name and then linked to its own: the link either is the first or fails.
"""

import os
import secrets
from pathlib import Path


def kept_secret(data_dir: Path) -> str:
    """Return the key of this data folder. Raises OSError where the folder cannot be written."""
    path = data_dir / "secret_key"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        write_once(path, secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii").strip()


def write_once(path: Path, text: str) -> None:
    """Give `path` this text unless somebody else was first."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text + "\n")
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
