"""Steady load through the API, of many tenants. Each command has an id of its own and is sent again under it until its
outcome is known: accepted, or refused for good."""
import asyncio
import collections
import time
import uuid

from rule import partition_of
from house import PARTITIONS
import wire

WAITING_MAX = 150  # of a partition, besides probes
PROBE_S = 0.5      # a new command of a partition at least so often, however many wait
PATIENCE_S = (4, 8, 15, 70)
AGAIN_S = (0.3, 1.0)
LATER = {429, 500, 503, 504}  # statuses that say nothing of the outcome, or "later"


class Wish:
    """A command, and all that was heard of it."""

    def __init__(self, tenant, kind, stream, data):
        self.tenant, self.type, self.stream, self.data = tenant, kind, stream, data
        self.id = str(uuid.uuid4())
        self.first_sent = self.known_at = None
        self.sends, self.accepted, self.refused = 0, [], ""

    def hear(self, answer):
        self.known_at = self.known_at or time.monotonic()
        told = {"seq": answer["seq"], "at": answer["at"],
                "events": [[event["type"], event["stream"], event["version"]] for event in answer["events"]]}
        if not self.accepted or told != self.accepted[0]:
            self.accepted.append(told)


class Tenant:
    """What the load knows of an organisation, to have something to speak of."""

    def __init__(self, slug, token):
        self.slug, self.token, self.partition = slug, token, partition_of(slug, PARTITIONS)
        self.streams = collections.defaultdict(list)

    def learn(self, wish):
        for _, stream, version in wish.accepted[0]["events"]:
            if version == 1:
                self.streams[stream.split("/")[0]].append(stream)

    def some(self, chance, kind):
        """Mostly one of the last, so that commands meet."""
        return chance.choice(self.streams[kind][-12:])


def imagine(chance, tenant):
    """The next command: mostly good ones, some that must be refused."""
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 60))
    number = chance.randrange(10**9)
    if not tenant.streams["company"] or chance.random() < 0.15:
        return "RegisterCompany", None, {"name": f"Company {number}", "industry": chance.choice(["wood", "steel", "bread"])}
    company = tenant.some(chance, "company")
    if not tenant.streams["contact"] or chance.random() < 0.12:
        return "RegisterContact", None, {"display_name": f"Kim {number}", "emails": [{"address": f"kim{number}@example.org"}]}
    if not tenant.streams["case"] or chance.random() < 0.2:
        return "OpenCase", None, {"client": chance.choice([company, tenant.some(chance, "contact")]), "title": f"Problem {number}"}
    case = tenant.some(chance, "case")
    return chance.choice([
        lambda: ("RecordCaseUpdate", case, {"occurred_at": now, "body": "Looked into it. " * chance.randrange(1, 60)}),
        lambda: ("HoldCase", case, {"waiting_for": chance.choice(["customer", "internal"])}),
        lambda: ("ResolveCase", case, {"code": "fixed"}),
        lambda: ("ChangeCasePriority", case, {"priority": chance.choice(["low", "normal", "high", "urgent"])}),
        lambda: ("UpdateCompany", company, {"patch": {"territory": f"T{number % 50}"}}),
        lambda: ("LogCommunication", None, {"party": company, "case": case, "channel": "email", "direction": "in",
                                            "occurred_at": now, "subject": f"About {number}"}),
        lambda: ("OpenCase", None, {"client": f"company/{uuid.UUID(int=number)}", "title": "Of nobody"}),  # refused
        lambda: ("RegisterCompany", None, {"name": ""}),  # refused
    ])()


class Load:
    def __init__(self, chance, port, tokens, rate):
        self.chance, self.port, self.rate = chance, port, rate
        self.tenants = [Tenant(slug, token) for slug, token in tokens.items()]
        self.wishes, self.tasks = [], set()
        self.waiting = collections.Counter()   # by partition
        self.last_good = [0.0] * PARTITIONS    # when a command was last sent that came to be accepted
        self.counts = collections.Counter()
        self.last_probe = [0.0] * PARTITIONS
        self.ending = False

    async def run(self):
        """Until ending is said."""
        while not self.ending:
            tenant = self.chance.choice(self.tenants)
            partition, now = tenant.partition, time.monotonic()
            probe = now - self.last_probe[partition] > PROBE_S
            if self.waiting[partition] < WAITING_MAX or (probe and self.waiting[partition] < WAITING_MAX + 80):
                self.last_probe[partition] = now
                wish = Wish(tenant.slug, *imagine(self.chance, tenant))
                self.wishes.append(wish)
                task = asyncio.create_task(self.see_through(tenant, wish))
                self.tasks.add(task)
                task.add_done_callback(self.tasks.discard)
            await asyncio.sleep(self.chance.expovariate(self.rate))

    async def finish(self, within):
        """Nothing new; waits until every outcome is known, or so long."""
        self.ending = True
        if self.tasks:
            await asyncio.wait(list(self.tasks), timeout=within)
        for task in list(self.tasks):
            task.cancel()

    async def see_through(self, tenant, wish):
        self.waiting[tenant.partition] += 1
        try:
            while not wish.accepted and not wish.refused:
                await self.send(tenant, wish)
                if not wish.accepted and not wish.refused:
                    await asyncio.sleep(self.chance.uniform(*AGAIN_S))
        finally:
            self.waiting[tenant.partition] -= 1
        if wish.accepted:
            tenant.learn(wish)
            if self.chance.random() < 0.03:  # once more: it must get the same answer
                await asyncio.sleep(self.chance.uniform(0, 5))
                await self.send(tenant, wish)

    async def send(self, tenant, wish):
        sent = time.monotonic()
        wish.first_sent = wish.first_sent or sent
        wish.sends += 1
        fields = [f"Idempotency-Key: {wish.id}"] + ([f"Dossier-Stream: {wish.stream}"] if wish.stream else [])
        try:
            status, answer = await wire.ask(self.port, "POST", "/v1/commands/" + wish.type, tenant.token, wish.data, fields,
                                            self.chance.choice(PATIENCE_S), f"127.0.0.{2 + tenant.partition}")
        except wire.Lost:
            self.counts["connections lost"] += 1
            return
        if status == 200:
            wish.hear(answer)
            self.last_good[tenant.partition] = max(self.last_good[tenant.partition], sent)
        elif status in LATER:
            self.counts[f"{status} {answer['rule'] if isinstance(answer, dict) else ''}"] += 1
        else:
            wish.refused = answer["rule"]

    def told(self):
        """What is known by now, for the one who watches and for the verdict."""
        accepted = sum(1 for wish in self.wishes if wish.accepted)
        refused = sum(1 for wish in self.wishes if wish.refused and not wish.accepted)
        return {"sent": len(self.wishes), "accepted": accepted, "refused": refused,
                "waiting": sum(self.waiting.values()), "sent_again": sum(max(0, wish.sends - 1) for wish in self.wishes),
                **self.counts}
