"""Which records of the journal's topic count, written once more from its documents: the grammar of the header is in
eventstore/kafka/rule.hpp, the rule in docs/kafka.md. Nothing here is taken from the program."""
import hashlib
import re
from typing import NamedTuple, Optional

NUMBER = rb"(0|[1-9]\d{0,17})"
TERM = rb"([1-9]\d{0,17})"
STARTED = re.compile(rb"started " + TERM + rb" ([0-9a-f]{32})")
NUMBERED = re.compile(rb"(entry|decided) " + TERM + rb" ([0-9a-f]{32}) " + NUMBER + rb" ([0-9a-f]{64}) " + NUMBER)


class Record(NamedTuple):
    """As it lies in the topic; `stamp` is the header "dossier", None when there is none, or more than one."""
    partition: int
    offset: int
    key: bytes
    stamp: Optional[bytes]
    value: bytes


class Judged(NamedTuple):
    verdict: str  # term, entry, decided, void, unreadable, alarm
    record: Record
    number: int  # of an entry or decided that counts


def sum_of(record):
    """SHA-256 of the key, the stamp and the value, each behind its length as u32."""
    whole = b""
    for part in (record.key, record.stamp or b"", record.value):
        whole += len(part).to_bytes(4, "big") + part
    return hashlib.sha256(whole).hexdigest().encode()


class Rule:
    """Of one partition: judge() is asked for each record, in the order of the log."""

    def __init__(self):
        self.term, self.owner, self.base = 0, None, 0
        self.number, self.prev = 0, b"0" * 64

    def judge(self, record):
        return Judged(self.verdict(record), record, self.number - 1)

    def verdict(self, record):
        stamp = record.stamp or b""
        if (started := STARTED.fullmatch(stamp)) and not record.value:
            if int(started[1]) <= self.term:
                return "void"  # of one term the first wins
            self.term, self.owner, self.base = int(started[1]), started[2], self.number
            return "term"
        numbered = NUMBERED.fullmatch(stamp)
        if not numbered or (numbered[1] == b"entry") != bool(record.value):
            return "unreadable"
        term, owner, number, prev = int(numbered[2]), numbered[3], int(numbered[4]), numbered[5]
        if term > self.term:
            return "alarm"  # its beginning is missing
        if term != self.term or owner != self.owner:
            return "void"  # another's: a writer that was thought dead
        if number < self.base:
            return "alarm"  # its owner saw fewer records than there are
        if number != self.number:
            return "void"  # a repeat, or behind a hole
        if prev != self.prev:
            return "alarm"  # its owner saw other records
        self.number += 1
        self.prev = sum_of(record)
        return numbered[1].decode()


def judged(records):
    """Of all partitions; each one's records in their order."""
    rules = {}
    return [rules.setdefault(record.partition, Rule()).judge(record) for record in records]


def partition_of(tenant, partitions):
    """Java's murmur2 of the slug, without the sign: https://github.com/apache/kafka Utils.java."""
    data, m, mask = tenant.encode(), 0x5BD1E995, 0xFFFFFFFF
    h = (0x9747B28C ^ len(data)) & mask
    whole = len(data) // 4 * 4
    for i in range(0, whole, 4):
        k = int.from_bytes(data[i:i + 4], "little") * m & mask
        h = (h * m & mask) ^ ((k ^ k >> 24) * m & mask)
    rest = data[whole:]
    if rest:
        h = (h ^ int.from_bytes(rest, "little")) * m & mask
    h = (h ^ h >> 13) * m & mask
    return ((h ^ h >> 15) & 0x7FFFFFFF) % partitions
