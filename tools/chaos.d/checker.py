"""What must be true after everything that was done to a house: pure functions from what lies in the topics, what the
load was told and what the views say, to findings. No finding is what we hope for."""
import collections
import json
import re

from rule import judged, partition_of

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Findings(list):
    def add(self, rule, where, what):
        self.append({"rule": rule, "where": where, "what": what})


class Entry:
    """One that counts, with where it lies and what it says."""

    def __init__(self, record):
        self.partition, self.offset, self.value = record.partition, record.offset, record.value
        self.said = json.loads(record.value)
        self.tenant, self.seq, self.at = self.said["tenant"], self.said["seq"], self.said["at"]
        self.id, self.events = self.said["command"]["id"], self.said.get("events", [])

    @property
    def where(self):
        return f"{self.tenant} {self.seq}"


class Journal:
    """The truth, tenant by tenant, and what did not become it."""

    def __init__(self):
        self.tenants = collections.defaultdict(list)
        self.void = {}  # (tenant, seq, at) of entries that do not count
        self.counts = collections.Counter()

    def entries(self):
        return [entry for entries in self.tenants.values() for entry in entries]


def read_journal(records, partitions, findings):
    """Asks the rule of each record; then whether what counts is a journal at all."""
    journal = Journal()
    offsets, voids = {}, []
    for verdict, record, _ in judged(records):
        where = f"partition {record.partition}, offset {record.offset}"
        if record.offset <= offsets.get(record.partition, -1):
            findings.add("log.order", where, "does not lie behind the record before it")
        offsets[record.partition] = record.offset
        journal.counts[verdict] += 1
        if verdict in ("alarm", "unreadable"):
            findings.add("log." + verdict, where, f"no writer of a whole log wrote this: {record.stamp!r}")
        if verdict == "void" and record.value:
            voids.append(record)
        if verdict != "entry":
            continue
        entry = Entry(record)
        if record.key.decode() != entry.tenant or partition_of(entry.tenant, partitions) != record.partition:
            findings.add("log.place", where, f"an entry of {entry.tenant} does not belong here")
        if json.dumps(entry.said, ensure_ascii=False, separators=(",", ":")).encode() != entry.value:
            findings.add("entry.text", entry.where, "is not the one text of this entry")
        journal.tenants[entry.tenant].append(entry)
    check_counting(journal, findings)
    true = {(entry.tenant, entry.seq, entry.at) for entry in journal.entries()}
    for record in voids:
        zombie = Entry(record)
        if (zombie.tenant, zombie.seq, zombie.at) not in true:
            journal.void[zombie.tenant, zombie.seq, zombie.at] = zombie
    return journal


def check_counting(journal, findings):
    """Sequences and versions 1, 2, 3, … without a hole, instants that rise, each command once."""
    for tenant, entries in journal.tenants.items():
        versions, seen, seq, at = {}, {}, 0, ""
        for entry in entries:
            if entry.seq != seq + 1:
                findings.add("seq.hole", entry.where, f"comes behind {tenant} {seq}")
            if entry.at <= at:
                findings.add("at.order", entry.where, f"recorded at {entry.at}, the one before at {at}")
            seq, at = entry.seq, entry.at
            if entry.id in seen:
                findings.add("command.doubled", entry.where, f"command {entry.id} is in {tenant} {seen[entry.id]} too")
            seen[entry.id] = entry.seq
            for event in entry.events:
                before = versions.get(event["stream"], 0)
                if event["version"] != before + 1:
                    findings.add("version.hole", entry.where,
                                 f"{event['stream']} has version {event['version']} behind {before}")
                versions[event["stream"]] = event["version"]


# ---- What the load was told ----------------------------------------------------------------------

def told(entry):
    """What whoever sent the command was, or should have been, told of the entry."""
    return {"seq": entry.seq, "at": entry.at,
            "events": [[event["type"], event["stream"], event["version"]] for event in entry.events]}


def check_outcomes(journal, wishes, findings):
    """`wishes`: what was sent. Accepted: there, once, as it was told. Refused for good: not there. And nothing
    is there that nobody asked for."""
    by_id = collections.defaultdict(list)
    for entry in journal.entries():
        by_id[entry.tenant, entry.id].append(entry)
    asked = set()
    for wish in wishes:
        asked.add((wish.tenant, wish.id))
        there = by_id.get((wish.tenant, wish.id), [])
        name = f"{wish.tenant} {wish.type} {wish.id}"
        for other in wish.accepted[1:]:
            if other != wish.accepted[0]:
                findings.add("answer.changed", name, f"first {wish.accepted[0]}, then {other}")
        if wish.accepted and not there:
            findings.add("command.missing", name, f"was accepted as {wish.accepted[0]['seq']}, and is not in the journal")
        elif wish.accepted and told(there[0]) != wish.accepted[0]:
            findings.add("answer.wrong", name, f"was told {wish.accepted[0]}, the journal says {told(there[0])}")
        elif not wish.accepted and wish.refused and wish.sends == 1 and there:
            findings.add("refused.there", name, f"was refused by {wish.refused}, and is {there[0].where}")
        elif not wish.accepted and not wish.refused:
            findings.add("outcome.unknown", name, f"sent {wish.sends} times, and never answered")
    for (tenant, command), entries in by_id.items():
        if UUID.fullmatch(command) and (tenant, command) not in asked:
            findings.add("command.of_nobody", entries[0].where, f"nobody sent {command}")
    check_order(wishes, findings)


def check_order(wishes, findings):
    """What was accepted before another was sent for the first time comes before it."""
    tenants = collections.defaultdict(list)
    for wish in wishes:
        if wish.accepted:
            tenants[wish.tenant].append(wish)
    for tenant, all_of in tenants.items():
        known, whose = float("inf"), None  # the earliest answer among those of higher sequences
        for wish in sorted(all_of, key=lambda one: -one.accepted[0]["seq"]):
            if known < wish.first_sent:
                findings.add("command.order", f"{tenant} {wish.accepted[0]['seq']}",
                             f"was sent after {tenant} {whose.accepted[0]['seq']} had been answered")
            if wish.known_at < known:
                known, whose = wish.known_at, wish


# ---- Views and the published feed -----------------------------------------------------------------

def events_of(journal, tenant):
    """As every reader should have them."""
    return [(entry.seq, index, entry.at, event["type"], event["stream"], event["version"], event["data"])
            for entry in journal.tenants[tenant] for index, event in enumerate(entry.events)]


def check_events(name, tenant, journal, events, findings):
    """`events`: what a reader got of the tenant, in the same form and in the order it got it."""
    true = events_of(journal, tenant)
    if events == true:
        return
    as_text = {json.dumps(event) for event in true}
    for event in events:
        if json.dumps(event) in as_text:
            continue
        zombie = journal.void.get((tenant, event[0], event[2]))
        findings.add("feed.zombie" if zombie else "feed.other", f"{name}: {tenant} {event[0]}.{event[1]}",
                     "does not count in the journal" if zombie else f"is not what the journal has: {event[3:6]}")
    got = [event[:2] for event in events]
    places = {event[:2] for event in true}
    for place in sorted(places - set(got)):
        findings.add("feed.missing", f"{name}: {tenant} {place[0]}.{place[1]}", "is in the journal and not here")
    if got != sorted(got) or len(set(got)) != len(got):
        findings.add("feed.order", f"{name}: {tenant}", "not in the order of the journal, or not once")


def consumed(records, findings, name="dossier.events"):
    """What a consumer takes who keeps the number it expects: an equal one is taken, a lower one was there before, a higher
    one comes again in order. `records`: (partition, number, tenant, event) as they lie. Tenant → its events."""
    taken, following, dropped = collections.defaultdict(list), collections.Counter(), 0
    for partition, number, tenant, event in records:
        if number is None:
            findings.add("feed.unreadable", f"{name}: partition {partition}", f"no record of the relay's: {event}")
        elif number == following[partition]:
            taken[tenant].append(event)
            following[partition] += 1
        else:
            dropped += 1
    return taken, dropped


def check_published(journal, records, findings):
    """The topic of events, by the consumer's rule, is what the journal has: nothing else, in order, once."""
    taken, dropped = consumed(records, findings)
    for tenant in sorted(journal.tenants.keys() | taken.keys()):
        check_events("dossier.events", tenant, journal, taken[tenant], findings)
    return {"records": len(records), "taken": sum(map(len, taken.values())), "dropped": dropped}


def fold(journal):
    """stream → (version, sequence) of its last event, tenant by tenant."""
    last = collections.defaultdict(dict)
    for entry in journal.entries():
        for event in entry.events:
            last[entry.tenant][event["stream"]] = (event["version"], entry.seq)
    return last


def check_records(name, tenant, kinds, truth, records, findings):
    """`records`: stream → (version, sequence) as a view lists them, of these kinds of record."""
    true = {stream: at for stream, at in truth.items() if stream.split("/")[0] in kinds}
    for stream in sorted(true.keys() | records.keys()):
        if true.get(stream) != records.get(stream):
            findings.add("view.record", f"{name}: {tenant} {stream}",
                         f"is at {records.get(stream)}, the journal's fold at {true.get(stream)} (version, sequence)")
