"""HTTP/1.1, as much of it as it takes to ask: a connection for each request, from an address that may be chosen."""
import asyncio
import json


class Lost(Exception):
    """No answer: what became of the request is not known."""


async def ask(port, method, target, token="", body=None, fields=(), within=10.0, source="127.0.0.1"):
    """Status and JSON (or text, where it is none)."""
    try:
        return await asyncio.wait_for(exchange(port, method, target, token, body, fields, source), within)
    except (OSError, EOFError, ValueError, asyncio.TimeoutError) as error:
        raise Lost(f"{type(error).__name__} {error}") from None


async def exchange(port, method, target, token, body, fields, source):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, local_addr=(source, 0), limit=1 << 22)
    try:
        data = b"" if body is None else json.dumps(body).encode()
        head = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close", *fields]
        if token:
            head.append(f"Authorization: Bearer {token}")
        if body is not None:
            head += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
        writer.write("\r\n".join(head).encode() + b"\r\n\r\n" + data)
        await writer.drain()
        status, lengths = int((await reader.readuntil(b"\r\n")).split()[1]), {}
        while (line := await reader.readuntil(b"\r\n")) != b"\r\n":
            name, _, value = line.decode().partition(":")
            lengths[name.lower()] = value.strip()
        return status, read(await body_of(reader, lengths))
    finally:
        writer.close()


async def body_of(reader, fields):
    if "content-length" in fields:
        return await reader.readexactly(int(fields["content-length"]))
    if fields.get("transfer-encoding") != "chunked":
        return await reader.read()
    whole = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        whole += (await reader.readexactly(size + 2))[:-2]
    return whole


def read(body):
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")
