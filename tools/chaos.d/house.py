"""The brokers and the processes of the house, each in a folder of its own below one that is thrown away."""
import asyncio
import base64
import os
import pathlib
import re
import signal
import socket

ROOT = pathlib.Path(__file__).resolve().parents[2]
PARTITIONS = 4
READY_WITHIN_S = 90


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Failed(Exception):
    """Nothing can be said of the house: it did not even start."""


async def run(arguments, env, within=120):
    child = await asyncio.create_subprocess_exec(*map(str, arguments), env=env, stdout=asyncio.subprocess.PIPE,
                                                 stderr=asyncio.subprocess.STDOUT, cwd=ROOT)
    try:
        said, _ = await asyncio.wait_for(child.communicate(), within)
    except asyncio.TimeoutError:
        child.kill()
        raise Failed(f"{' '.join(map(str, arguments))}: not done after {within} s") from None
    return child.returncode, said.decode(errors="replace")


class Brokers:
    """tools/kafka, with data of its own."""

    def __init__(self, room, count):
        self.env = dict(os.environ, DOSSIER_KAFKA_DIR=str(room / "kafka"))
        self.count, self.running, self.address = count, set(), ""

    async def tell(self, *words):
        code, said = await run([ROOT / "tools/kafka", *words], self.env)
        if code != 0:
            raise Failed(f"tools/kafka {' '.join(map(str, words))}: {said}")
        return said

    async def start(self):
        self.address = (await self.tell("start", self.count)).splitlines()[-1]
        self.running = set(range(1, self.count + 1))

    async def kill(self, numbers):
        self.running -= set(numbers)
        await self.tell("kill", *numbers)

    async def start_again(self, numbers):
        """Does not wait for them."""
        await self.tell("start-node", *numbers, "--no-wait")
        self.running |= set(numbers)

    async def stop(self):
        """Their data stay, until the room goes."""
        await self.tell("stop")


class Process:
    """One `dossier serve`, started again and again in the same folder."""

    def __init__(self, house, name, roles, more=()):
        self.house, self.name, self.roles, self.more = house, name, roles, more
        self.folder, self.log = house.room / name, house.room / (name + ".log")
        self.port, self.child, self.expected, self.watch = free_port(), None, False, None

    async def start(self):
        self.expected = False
        arguments = ["--data", self.folder, "serve", "--kafka", self.house.brokers.address, "--partitions",
                     PARTITIONS, "--kafka-replicas", self.house.brokers.count, "--port", self.port, "--roles", self.roles, *self.more]
        with self.log.open("ab") as log:
            self.child = await asyncio.create_subprocess_exec(
                str(self.house.program), *map(str, arguments), env=self.house.env, stdout=log, stderr=log)
        self.watch = asyncio.create_task(self.mind(self.child))

    async def mind(self, child):
        """One that ends by itself is a finding, and started again as its keeper would."""
        code = await child.wait()
        if self.expected or child is not self.child:
            return
        lines = self.log.read_text(errors="replace").splitlines()
        self.house.fell(self.name, code, lines[-1] if lines else "")
        await asyncio.sleep(1)
        if not self.expected:
            await self.start()

    async def signal(self, which):
        self.expected = self.expected or which in (signal.SIGKILL, signal.SIGTERM)
        try:
            self.child.send_signal(which)
        except ProcessLookupError:
            pass

    async def kill(self):
        await self.signal(signal.SIGKILL)
        await self.child.wait()

    async def end(self, within=60):
        """As an operator ends it; whether it went well."""
        await self.signal(signal.SIGTERM)
        try:
            return await asyncio.wait_for(self.child.wait(), within)
        except asyncio.TimeoutError:
            await self.kill()
            return None


class House:
    def __init__(self, room, program, brokers, fell):
        self.room, self.program, self.brokers, self.fell = room, program, brokers, fell
        self.env = dict(os.environ, DOSSIER_ROOT_KEY=base64.b64encode(os.urandom(32)).decode(),
                        DOSSIER_TOKEN_KEY=base64.b64encode(os.urandom(32)).decode())
        for other in ("DOSSIER_DATA", "DOSSIER_TOKEN", "DOSSIER_URL", "DOSSIER_KAFKA", "DOSSIER_ROLES"):
            self.env.pop(other, None)
        self.commands = [Process(self, f"command-{n}", "command") for n in (1, 2)]
        self.queries = [Process(self, f"query-{n}", "query") for n in (1, 2)]
        peers = ",".join(f"http://127.0.0.1:{process.port}" for process in self.queries)
        self.door = Process(self, "door", "api,relay,react", ["--peers", peers])
        self.tokens = {}

    @property
    def all(self):
        return [*self.commands, *self.queries, self.door]

    async def set_up(self, tenant):
        data = self.room / "setup"
        code, said = await run([self.program, "--data", data, "setup", tenant, "--name", tenant, "--admin-name", "Ada",
                                "--admin-email", f"ada@{tenant}.example", "--kafka", self.brokers.address,
                                "--partitions", PARTITIONS, "--kafka-replicas", self.brokers.count], self.env)
        if code != 0 or not re.search(r"user/[0-9a-f-]{36}", said):
            raise Failed(f"dossier setup {tenant}: {said}")
        self.tokens[tenant] = (data / "token").read_text().strip()

    async def start(self, ready):
        """`ready` asks one how it is."""
        for process in self.all:
            await process.start()
        for process in self.all:
            await wait_ready(process, ready)

    async def kill(self):
        for process in self.all:
            if process.child and process.child.returncode is None:
                process.expected = True
                process.child.kill()
                await process.child.wait()


async def wait_ready(process, ready, within=READY_WITHIN_S):
    loop = asyncio.get_running_loop()
    until = loop.time() + within
    while not await ready(process):
        if loop.time() > until:
            raise Failed(f"{process.name} is not ready after {within} s; its log is {process.log}")
        await asyncio.sleep(0.2)
