"""What a first start needs before Django's settings can be read."""

import os
import secrets
from pathlib import Path

ENV_FILE = Path(__file__).resolve().parent.parent / ".env"


def write_env(env_file=ENV_FILE):
    """Write a .env with a fresh random key, unless there is one or the environment has a key."""
    if env_file.exists() or "SECRET_KEY" in os.environ:
        return
    env_file.touch(mode=0o600, exist_ok=False)
    env_file.write_text(f"SECRET_KEY={secrets.token_urlsafe(50)}\n")
