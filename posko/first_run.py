"""What a first start needs before Django's settings can be read."""

import os
import secrets
from pathlib import Path

ENV_FILE = Path(__file__).resolve().parent.parent / ".env"


def write_env(env_file=ENV_FILE):
    """Write a .env with a fresh random key, unless there is one or the environment has a key."""
    if env_file.exists() or "SECRET_KEY" in os.environ:
        return
    with open(os.open(env_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(f"SECRET_KEY={secrets.token_urlsafe(50)}\n")
