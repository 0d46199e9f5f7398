"""The first start writes a .env with a key of its own; no later one touches it."""

import stat

import pytest

from posko.first_run import write_env


@pytest.fixture
def env_file(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    return tmp_path / ".env"


def test_a_fresh_key_that_only_the_owner_reads(env_file, tmp_path):
    write_env(env_file)
    write_env(tmp_path / "other")
    assert stat.S_IMODE(env_file.stat().st_mode) == 0o600
    name, _, key = env_file.read_text().strip().partition("=")
    assert name == "SECRET_KEY"
    assert len(key) >= 50
    assert env_file.read_text() != (tmp_path / "other").read_text()


def test_what_is_there_is_kept(env_file):
    env_file.write_text("DEBUG=on\n")
    write_env(env_file)
    assert env_file.read_text() == "DEBUG=on\n"


def test_a_key_in_the_environment_is_enough(env_file, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    write_env(env_file)
    assert not env_file.exists()
