"""What is to be checked: from the command line, or from ``[tool.shapefault]`` in ``pyproject.toml``.

Imports no torch.
"""

from __future__ import annotations

import difflib
import json
import os
import sys
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shapefault.check.errors import UsageError
from shapefault.check.limits import TIMEOUT, limited

if TYPE_CHECKING:
    from shapefault.check.result import CheckResult

EXAMPLE = '[[tool.shapefault.models]] with target = "models.py:UNet" and input = "N,3,H,W"'

_IMPORT = 4
"""How much longer than a run of the forward the import of the model's file may take."""


@dataclass(frozen=True)
class Job:
    """One model to check."""

    target: str = ""
    """``FILE:NAME`` or ``package.module:NAME``."""
    input: tuple[str, ...] = ()
    args: str | None = None
    """The arguments of the class or factory, as JSON."""
    training: bool = False
    require: tuple[str, ...] = ()
    independence: bool = False
    domain: bool = True
    fixes: bool = True
    timeout: float = TIMEOUT
    """Seconds for one run of the forward."""
    folder: str | None = field(default=None, compare=False)
    """Where the target is to be found; None for the working directory."""

    @property
    def place(self) -> str:
        """The target as it is named in the working directory."""
        file, colon, name = self.target.rpartition(":")
        if self.folder is None or not file.endswith(".py") or Path(self.folder).samefile(Path.cwd()):
            return self.target
        return f"{os.path.relpath(Path(self.folder, file))}{colon}{name}"


def run(job: Job) -> CheckResult:
    """Find, build and check the model; raises :class:`UsageError`."""
    import torch  # noqa: F401 - loaded before the time of the program's own code begins

    from shapefault.check import api, build, specs, target
    from shapefault.check.annotations import stated_spec

    place = job.place
    if job.folder is not None and job.folder not in sys.path:
        sys.path.insert(0, job.folder)
    args, kwargs = target.arguments(job.args)
    spec = specs.parse(job.input) if job.input else None
    with limited(_IMPORT * job.timeout):
        found = target.named(place)
    with limited(job.timeout):
        model = build.built(found, args, kwargs, place, values=job.independence)
    if spec is None:
        spec = stated_spec(model)
    if spec is None:
        why = "its forward has no jaxtyping annotations that name every axis"
        raise UsageError(f"no input is given for {place}, and {why}; {specs.HOW}")
    return api.check_module(
        model,
        spec,
        place,
        training=job.training,
        domain=job.domain,
        independence=job.independence,
        require=job.require,
        fixes=job.fixes,
        timeout=job.timeout,
        rebuild=api.rebuilder(found, args, kwargs, place) if model is not found else None,
    )


def from_project(folder: Path) -> list[Job]:
    """The models that ``pyproject.toml`` in ``folder`` or above it lists."""
    file = next((p / "pyproject.toml" for p in (folder, *folder.parents) if (p / "pyproject.toml").is_file()), None)
    if file is None:
        raise UsageError(f"no model is named, and there is no pyproject.toml; name one, or list models by {EXAMPLE}")
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {}).get("shapefault", {})
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read {file}: {error}; correct it") from None
    models = table.get("models") if isinstance(table, dict) else None
    if not isinstance(models, list) or not models:
        raise UsageError(f"no model is named, and {file} lists none; name one, or list models by {EXAMPLE}")
    shared = {key: value for key, value in table.items() if key != "models"}
    jobs = [_job({**shared, **entry} if isinstance(entry, dict) else entry, file) for entry in models]
    return [replace(job, folder=str(file.parent)) for job in jobs]


def _job(entry: Any, file: Path) -> Job:
    if not isinstance(entry, dict) or not isinstance(entry.get("target"), str):
        raise UsageError(f"a model in {file} has no target; list models by {EXAMPLE}")
    known = {f.name for f in fields(Job) if f.compare}
    given: dict[str, Any] = {}
    for key, value in entry.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(sorted(known))}"
            raise UsageError(f"{file}: unknown key {key!r} for {entry['target']}; {hint}")
        given[key] = _value(key, value, file)
    return Job(**given)


def _value(key: str, value: Any, file: Path) -> Any:
    if key in ("input", "require"):
        values = [value] if isinstance(value, str) else value
        if isinstance(values, list) and all(isinstance(v, str) for v in values):
            return tuple(values)
        raise UsageError(f"{file}: {key} must be a text or a list of texts, got {value!r}")
    if key == "args":
        return json.dumps(value)
    if key == "timeout":
        if isinstance(value, int | float) and not isinstance(value, bool) and value > 0:
            return value
        raise UsageError(f"{file}: timeout must be a number of seconds, got {value!r}")
    wanted = str if key == "target" else bool
    if not isinstance(value, wanted):
        raise UsageError(f"{file}: {key} must be {'a text' if wanted is str else 'true or false'}, got {value!r}")
    return value
