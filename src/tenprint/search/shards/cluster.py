"""Shards as Ray actors, on this host or on many (`pip install tenprint[cluster]`).

Each actor opens its shard's folder, which must be on storage that the hosts share or on the host that the shard is
placed on by a resource `shard-N`. Ray restarts an actor that died; a call that was lost is made again by the caller.
"""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path
from typing import Any

from tenprint.errors import ConfigurationError, TenprintError, UnavailableError
from tenprint.search.shards.worker import Worker


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
        address: of a running cluster, "auto" for the one of this host, None to start one in this process.
        place: whether each shard runs where the resource `shard-<number>` is, so that it finds its folder.
    """

    def __init__(self, address: str | None = None, *, place: bool = False) -> None:
        self._ray = _load_ray()
        self._own = not self._ray.is_initialized()
        if self._own:
            self._ray.init(address=address, include_dashboard=False, log_to_driver=False)
        self._place = place
        self._paths: dict[int, Path] = {}
        self._actors: dict[int, Any] = {}

    def start(self, shard: int, path: Path) -> None:
        """See `Backend`."""
        if shard not in self._actors:
            self._paths[shard] = path
            self._actors[shard] = self._make(shard)

    def _make(self, shard: int) -> Any:
        resources = {f"shard-{shard}": 1} if self._place else None
        remote = self._ray.remote(num_cpus=0, max_restarts=-1, max_task_retries=0, resources=resources)(Worker)
        return remote.remote(str(self._paths[shard].resolve()))

    def submit(self, shard: int, method: str, *arguments: Any) -> Future[Any]:
        """See `Backend`."""
        reference = getattr(self._actors[shard], method).remote(*arguments)
        result: Future[Any] = Future()

        def done(finished: Future[Any]) -> None:
            error = finished.exception()
            if error is None:
                result.set_result(finished.result())
            else:
                result.set_exception(self._translate(error, shard))

        reference.future().add_done_callback(done)
        return result

    def _translate(self, error: BaseException, shard: int) -> BaseException:
        cause = getattr(error, "cause", None)
        if isinstance(cause, TenprintError):
            return cause
        if isinstance(error, self._ray.exceptions.RayActorError):
            return UnavailableError(f"the actor of shard {shard} died", remedy="Search again.")
        return error

    def replace(self, shard: int) -> None:
        """See `Backend`; Ray restarts the actor, this only makes a new one when that is impossible."""
        try:
            self._ray.get(self._actors[shard].process.remote(), timeout=1)
        except self._ray.exceptions.ActorDiedError:
            self._actors[shard] = self._make(shard)
        except self._ray.exceptions.RayError:
            return

    def kill(self, shard: int) -> None:
        """Kill an actor's process (for tests); Ray starts it again."""
        self._ray.kill(self._actors[shard], no_restart=False)

    def close(self) -> None:
        """See `Backend`."""
        for actor in self._actors.values():
            self._ray.get(actor.close.remote())
            self._ray.kill(actor)
        self._actors.clear()
        if self._own:
            self._ray.shutdown()
