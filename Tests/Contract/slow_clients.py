"""A crowd of clients that send a byte every few seconds; a process of its own, so that it takes no time from the one
that measures. Prints a line when all are connected, and at the end how many the server has closed.

    slow_clients.py PORT COUNT SECONDS
"""

import asyncio
import resource
import sys

INTERVAL_SECONDS = 3

HEAD = b"GET /api/v3/athlete HTTP/1.1\r\nHost: localhost\r\nX-Slow: " + b"s" * 1000
BODY_HEAD = (b"POST /api/v3/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
             b"Content-Length: 1000\r\n\r\n")
BODY = b'{"email": "' + b"s" * 989


async def drip(port, number, connected, seconds):
    """Half of them are slow with the head, half with the body. True if the server ends it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    connected.append(number)
    begun, text = (b"", HEAD) if number % 2 == 0 else (BODY_HEAD, BODY)
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    try:
        writer.write(begun)
        for place in range(len(text)):
            if loop.time() > end:
                return False
            writer.write(text[place:place + 1])
            try:
                # The answer, if there is one, and then the end.
                if await asyncio.wait_for(reader.read(), min(INTERVAL_SECONDS, max(0.0, end - loop.time()))) is not None:
                    return True
            except asyncio.TimeoutError:
                continue
    except OSError:
        return True
    finally:
        writer.close()
    return False


async def main(port, count, seconds):
    connected = []
    slow = []
    for number in range(count):
        slow.append(asyncio.create_task(drip(port, number, connected, seconds)))
        if number % 50 == 0:
            await asyncio.sleep(0.01)
    while len(connected) < count:
        await asyncio.sleep(0.01)
    print("connected", flush=True)
    closed = await asyncio.gather(*slow)
    print(sum(closed), flush=True)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    asyncio.run(main(*(int(argument) for argument in sys.argv[1:4])))
