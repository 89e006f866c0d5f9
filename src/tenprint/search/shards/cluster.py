"""Shards as Ray actors, on this host or on many (`pip install tenprint[cluster]`).

Each actor opens its copy's folder on the host that the layout names. A host is known by a resource of its name, with
which Ray is started there: `ray start --resources '{"gallery-a": 1000}'`. Ray restarts an actor that died; a call that
was lost is made again by the caller, if at all.
"""

from __future__ import annotations

import os
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from tenprint.errors import ConfigurationError, TenprintError, UnavailableError
from tenprint.search.parameters import SHARD_CALLS
from tenprint.search.shards.backend import gone
from tenprint.search.shards.placement import Place
from tenprint.search.shards.worker import Worker

LOCAL = "local"
SHARE = 0.001  # of a host's resource: it says where, not how many


def _load_ray() -> Any:
    try:
        import ray
    except ImportError:
        raise ConfigurationError(
            "Ray is not installed", remedy="Install the extra: pip install 'tenprint[cluster]'."
        ) from None
    return ray


class RayBackend:
    """Workers as actors.

    Args:
        address: of a running cluster (HOST:PORT), "auto" for the one of this host, "local" to start one for this
            process alone.

    Raises:
        ConfigurationError: Ray is not installed.
        UnavailableError: there is no cluster at the address.
    """

    def __init__(self, address: str = LOCAL) -> None:
        self._ray = _load_ray()
        self._own = not self._ray.is_initialized()
        if self._own:
            os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")  # nothing is reported to anybody
            try:
                self._ray.init(address=address, include_dashboard=False, log_to_driver=False, logging_level="error")
            except (ConnectionError, ValueError, RuntimeError) as error:
                raise UnavailableError(f"no Ray cluster at {address}: {error}") from error
        self._known: dict[Place, tuple[Path, str]] = {}
        self._actors: dict[Place, Any] = {}
        self._dead: set[Place] = set()
        self._lock = threading.Lock()

    def start(self, place: Place, path: Path, host: str) -> None:
        """See `Backend`."""
        with self._lock:
            if place not in self._actors:
                self._known[place] = path.resolve(), host
                self._actors[place] = self._make(place)

    def _make(self, place: Place) -> Any:
        path, host = self._known[place]
        options: dict[str, Any] = {"num_cpus": 0, "max_restarts": -1, "max_task_retries": 0}
        if host:
            options["resources"] = {host: SHARE}
        return self._ray.remote(**options)(Worker).options(max_concurrency=SHARD_CALLS).remote(str(path))

    def submit(self, place: Place, method: str, *arguments: Any) -> Future[Any]:
        """See `Backend`."""
        actor = self._actors.get(place)
        if actor is None:
            return gone(place)
        result: Future[Any] = Future()

        def done(finished: Future[Any]) -> None:
            error = finished.exception()
            if error is None:
                result.set_result(finished.result())
            else:
                result.set_exception(self._translate(error, place))

        try:
            getattr(actor, method).remote(*arguments).future().add_done_callback(done)
        except self._ray.exceptions.RayError as error:
            result.set_exception(self._translate(error, place))
        return result

    def _translate(self, error: BaseException, place: Place) -> BaseException:
        cause = getattr(error, "cause", None)
        if isinstance(cause, TenprintError):
            return cause
        if isinstance(error, self._ray.exceptions.RayTaskError):
            return TenprintError(f"a shard failed: {cause!r}", where=str(place))
        if isinstance(error, self._ray.exceptions.ActorDiedError):
            self._dead.add(place)
        return UnavailableError(f"the actor of {place} died or cannot be reached")

    def replace(self, place: Place) -> None:
        """See `Backend`; Ray restarts an actor by itself, only one that is dead for good is made anew."""
        with self._lock:
            if place in self._dead:
                self._dead.discard(place)
                self._actors[place] = self._make(place)

    def abandon(self, place: Place) -> None:
        """See `Backend`."""
        with self._lock:
            if place in self._actors:
                self._ray.kill(self._actors[place], no_restart=False)

    def close(self) -> None:
        """See `Backend`."""
        with self._lock:
            actors, self._actors = self._actors, {}
        for actor in actors.values():
            self._ray.wait([actor.close.remote()], timeout=1)
            self._ray.kill(actor)
        if self._own:
            self._ray.shutdown()
