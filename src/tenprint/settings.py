"""Settings of one installation: defaults, then a TOML file, then the environment (`TENPRINT_SECTION__KEY`)."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from tenprint.errors import ConfigurationError, Where

ENVIRONMENT_PREFIX = "TENPRINT_"

T = TypeVar("T")


def load(kind: type[T], path: Path | None = None, environment: Mapping[str, str] | None = None) -> T:
    """Read settings of the given msgspec type.

    Args:
        kind: a `msgspec.Struct` whose fields are the sections.
        path: a TOML file, or None for the defaults.
        environment: variables, by default those of the process; `TENPRINT_A__B=v` sets key `b` of section `a`.

    Raises:
        ConfigurationError: the file cannot be read, or a value does not fit.
    """
    values: dict[str, Any] = {}
    if path is not None:
        try:
            values = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ConfigurationError(
                "there is no such configuration file",
                where=str(path),
                remedy="Make one with `tenprint init`.",
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigurationError(f"not valid TOML: {error}", where=str(path)) from error
    for name, text in (os.environ if environment is None else environment).items():
        if name.startswith(ENVIRONMENT_PREFIX) and "__" in name:
            section, _, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().partition("__")
            if isinstance(values.setdefault(section, {}), dict):
                values[section][key] = text
    try:
        return msgspec.convert(values, kind, strict=False)
    except msgspec.ValidationError as error:
        raise ConfigurationError(
            str(error),
            where=Where(source=str(path) if path else "environment"),
            remedy="Correct this setting.",
        ) from error
