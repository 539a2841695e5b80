"""One frozen Settings. The environment is read when one is made, so only entry points make one."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGED_MODEL = "all-MiniLM-L6-v2"


def default_home() -> Path:
    """Where the index lives when nobody names a place: the platform's user data folder."""
    return Path(platformdirs.user_data_dir("footnote", appauthor=False)) / "home"


def default_models() -> Path:
    """Where language models lie when nobody names a place: beside the home, shared by all."""
    return Path(platformdirs.user_data_dir("footnote", appauthor=False)) / "models"


class Settings(BaseSettings):
    """What can be set, by keyword or as ``FOOTNOTE_<NAME>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="FOOTNOTE_", frozen=True, extra="ignore")

    home: Path = Field(default_factory=default_home)
    """Where the index lives."""
    store: str | None = None
    """A Chroma server that holds the index, as http://host:port or chroma-cloud:TENANT/DATABASE;
    None: it lives in the home."""
    store_key: SecretStr | None = None
    """The key of that server. No other key that may lie in the environment is used."""
    store_seconds: float = Field(default=30.0, gt=0)
    """How long that server may take for one reply, in seconds."""
    embedding_model: str = PACKAGED_MODEL
    """The packaged model, or the name or folder of any other sentence-transformers model."""
    passage_characters: int = Field(default=700, ge=100, le=100_000)
    """About how long a passage is, in characters."""
    volume_passages: int = Field(default=100_000, ge=1)
    """How many passages one collection of an index in the home holds before the next is begun."""
    question_characters: int = Field(default=4000, ge=1)
    """How long a question may be, in characters."""
    threads: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    """How many threads the models compute with."""
    candidates: int = Field(default=20, ge=1)
    """How many passages a search hands on to be read sentence by sentence."""
    not_found_below: float | None = Field(default=None, ge=0.0, le=1.0)
    """The confidence under which the answer is that the documents don't say; None: as fitted."""
    models: Path = Field(default_factory=default_models)
    """Where language models lie; all homes share them."""
    context: int = Field(default=4096, ge=256)
    """How many tokens a local language model may see and write in one go."""
    base_url: str | None = None
    """Where a named model's server listens; None: where its provider's usually does."""
    reply_seconds: float = Field(default=60.0, gt=0)
    """How long a named language model may take for one reply, in seconds."""
