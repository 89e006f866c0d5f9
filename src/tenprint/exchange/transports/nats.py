"""Delivery over NATS JetStream: a durable stream, one subject and one durable consumer for each agency.

The sender's delivery ends when the stream has stored the message; the receiver acknowledges to the stream only after
its own commit. What the receiver refuses is kept there as evidence and not delivered again.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, TypeVar

import nats
import structlog
from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.errors import TimeoutError as NatsTimeout
from nats.js import JetStreamContext
from nats.js.api import AckPolicy, ConsumerConfig, RetentionPolicy, StorageType, StreamConfig
from nats.js.errors import APIError

from tenprint.errors import InputError, RefusedError, UnavailableError
from tenprint.exchange.envelope import decode, decode_signed
from tenprint.exchange.transports import Transport

T = TypeVar("T")
log = structlog.get_logger()

STREAM = "TENPRINT"
SUBJECT = "tenprint"
CALL_SECONDS = 30.0
FETCH_SECONDS = 1.0
ACK_WAIT_SECONDS = 60.0
DUPLICATE_WINDOW_SECONDS = 120.0  # in which the stream itself drops a message sent twice; the inbox drops it always


def inbox_prefix(name: str) -> str:
    """Return the first part of the subjects on which an agency receives replies: nobody else may listen there."""
    return f"_INBOX_{name}"


class NatsTransport(Transport):
    """A connection of one agency to JetStream, on an event loop of its own thread."""

    def __init__(self, url: str, name: str, *, tls: ssl.SSLContext | None = None) -> None:
        """Prepare a connection to `url` as the agency `name`; nothing is sent yet.

        Args:
            url: of the server.
            name: of the agency.
            tls: shows our certificate and holds the server's against the authority; None for a server without TLS.
        """
        self._url, self._name, self._tls = url, name, tls
        self.call_seconds = CALL_SECONDS
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name=f"{name}-nats", daemon=True)
        self._thread.start()
        self._stopping = threading.Event()
        self._client: Client | None = None
        self._stream: JetStreamContext | None = None
        self._receiving: threading.Thread | None = None

    def deliver(self, receiver: str, data: bytes) -> None:
        """Publish one envelope; returns when the stream has stored it.

        Raises:
            UnavailableError: the server did not confirm it.
        """
        identifier = decode(decode_signed(data).envelope).id
        self._call(self._publish(receiver, data, f"{self._name}:{identifier}"))

    def deliver_many(self, receiver: str, batch: Sequence[bytes]) -> list[Exception | None]:
        """Publish several at once; each is there when its own confirmation came."""
        items = [(data, f"{self._name}:{decode(decode_signed(data).envelope).id}") for data in batch]
        try:
            found = self._call(self._publish_all(receiver, items))
        except UnavailableError as error:
            return [error] * len(batch)
        return [None if error is None else UnavailableError(f"NATS did not confirm: {error}") for error in found]

    async def _publish_all(self, receiver: str, items: list[tuple[bytes, str]]) -> list[BaseException | None]:
        await self._connected()
        work = (self._publish(receiver, data, identifier) for data, identifier in items)
        return list(await asyncio.gather(*work, return_exceptions=True))

    def receive(self, accept: Callable[[bytes], None]) -> None:
        """Start to hand arriving envelopes to `accept`, which returns when they are durable."""
        self._receiving = threading.Thread(
            target=self._pull_forever, args=(accept,), name=f"{self._name}-receive", daemon=True
        )
        self._receiving.start()

    def close(self) -> None:
        """Stop receiving and disconnect."""
        self._stopping.set()
        if self._receiving:
            self._receiving.join()
        with contextlib.suppress(UnavailableError):
            self._call(self._disconnect())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _connected(self) -> JetStreamContext:
        if self._stream is None:
            self._client = await nats.connect(
                self._url,
                name=self._name,
                max_reconnect_attempts=-1,
                allow_reconnect=True,
                tls=self._tls,
                inbox_prefix=inbox_prefix(self._name).encode(),
                error_cb=self._tell,
            )
            self._stream = self._client.jetstream(timeout=self.call_seconds)
            config = StreamConfig(
                name=STREAM,
                subjects=[f"{SUBJECT}.*"],
                retention=RetentionPolicy.WORK_QUEUE,
                storage=StorageType.FILE,
                duplicate_window=DUPLICATE_WINDOW_SECONDS,
            )
            try:
                await self._stream.add_stream(config)
            except APIError:  # it is there already, perhaps made by a partner in this moment
                await self._stream.stream_info(STREAM)
        return self._stream

    async def _tell(self, error: Exception) -> None:
        log.warning("NATS", agency=self._name, error=f"{type(error).__name__} {error}")

    async def _publish(self, receiver: str, data: bytes, identifier: str) -> None:
        stream = await self._connected()
        await stream.publish(f"{SUBJECT}.{receiver}", data, headers={"Nats-Msg-Id": identifier})

    async def _disconnect(self) -> None:
        if self._client is not None:
            await self._client.close()

    def _pull_forever(self, accept: Callable[[bytes], None]) -> None:
        while not self._stopping.is_set():
            try:
                self._call(self._pull(accept), for_ever=True)
            except UnavailableError:
                self._stopping.wait(1.0)

    async def _pull(self, accept: Callable[[bytes], None]) -> None:
        stream = await self._connected()
        config = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=ACK_WAIT_SECONDS, max_deliver=-1)
        consumer = await stream.pull_subscribe(f"{SUBJECT}.{self._name}", durable=self._name, config=config)
        while not self._stopping.is_set():
            try:
                messages = await consumer.fetch(batch=16, timeout=FETCH_SECONDS)
            except NatsTimeout:
                continue
            for message in messages:
                try:
                    await self._loop.run_in_executor(None, accept, message.data)
                except (RefusedError, InputError):  # kept as evidence by the receiver
                    await message.term()
                except Exception:
                    await message.nak(delay=1.0)
                else:
                    await message.ack_sync()

    def _call(self, work: Coroutine[Any, Any, T], *, for_ever: bool = False) -> T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(None if for_ever else self.call_seconds)
        except (NatsError, OSError, TimeoutError) as error:
            future.cancel()
            raise UnavailableError(f"NATS did not answer: {type(error).__name__} {error}", where=self._url) from error
