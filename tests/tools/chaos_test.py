"""The checker of tools/chaos can fail: each thing that may go wrong is done to a log that was whole, and named."""
import hashlib
import json
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools/chaos.d"))

import checker
from load import Wish
from rule import Record, Rule, judged, partition_of, sum_of

PARTITIONS = 4
TENANT = "acme"
PARTITION = partition_of(TENANT, PARTITIONS)
STREAM = "case/018e7f5c-7000-7000-8000-00000000000"


def entry_bytes(seq, version, command, at=None, stream=1):
    return json.dumps({"v": 1, "tenant": TENANT, "seq": seq, "at": at or f"2026-01-01T00:00:{seq:02}.000000Z",
                       "command": {"id": command, "type": "ChangeCasePriority", "digest": "0" * 64},
                       "events": [{"type": "CasePriorityChanged", "schema": 1, "stream": f"{STREAM}{stream}",
                                   "version": version, "data": {"n": seq}}]}, separators=(",", ":")).encode()


def id_of(n):
    return f"018e7f5c-7000-4000-8000-{n:012}"


class Writer:
    """Writes to a log as a writer of ours would, with what it knows of it."""

    def __init__(self, log, term, owner):
        self.log, self.term, self.owner = log, term, owner
        self.number, self.prev = log.number, log.prev
        log.put(b"", f"started {term} {owner}", b"")

    def write(self, value, number=None):
        kind = "entry" if value else "decided"
        number = self.number if number is None else number
        stamp = f"{kind} {self.term} {self.owner} {number} {self.prev.decode()} {len(self.log.records)}"
        record = self.log.put(TENANT.encode() if value else b"", stamp, value)
        self.number, self.prev = number + 1, sum_of(record)
        if (self.term, self.owner) == self.log.holder:
            self.log.number, self.log.prev = self.number, self.prev
        return record


class Log:
    def __init__(self):
        self.records, self.number, self.prev, self.holder = [], 0, b"0" * 64, None

    def put(self, key, stamp, value):
        self.records.append(Record(PARTITION, len(self.records), key, stamp.encode(), value))
        return self.records[-1]

    def begin(self, term, letter):
        self.holder = (term, letter * 32)
        return Writer(self, *self.holder)


def whole_log():
    """Two terms, a zombie of the first that writes into the second, a repeat; five entries that count."""
    log = Log()
    one = log.begin(1, "a")
    for n in (1, 2, 3):
        one.write(entry_bytes(n, n, id_of(n)))
    one.write(b"")
    two = log.begin(2, "b")
    one.write(entry_bytes(4, 4, id_of(4), "2026-01-01T00:00:03.500000Z"))  # the zombie's
    two.write(entry_bytes(4, 4, id_of(4)))
    two.write(entry_bytes(5, 5, id_of(5)))
    again = log.records[-1]
    log.put(again.key, again.stamp.decode(), again.value)
    return log.records


def wishes():
    """What the load was told of those five, and one that was refused."""
    told = []
    for n in range(1, 6):
        wish = Wish(TENANT, "ChangeCasePriority", STREAM + "1", {})
        wish.id, wish.sends, wish.first_sent, wish.known_at = id_of(n), 1, float(2 * n), float(2 * n + 1)
        wish.accepted = [{"seq": n, "at": f"2026-01-01T00:00:{n:02}.000000Z",
                          "events": [["CasePriorityChanged", STREAM + "1", n]]}]
        told.append(wish)
    no = Wish(TENANT, "OpenCase", None, {})
    no.id, no.sends, no.first_sent, no.refused = id_of(6), 1, 12.0, "house.dangling"
    return told + [no]


class Checker(unittest.TestCase):
    def rules(self, records=None, told=None, events=None, view=None):
        """The rules that findings name."""
        findings = checker.Findings()
        journal = checker.read_journal(whole_log() if records is None else records, PARTITIONS, findings)
        checker.check_outcomes(journal, wishes() if told is None else told, findings)
        if events is not None:
            checker.check_events("q", TENANT, journal, events, findings)
        if view is not None:
            checker.check_records("q", TENANT, {"case"}, checker.fold(journal)[TENANT], view, findings)
        return {finding["rule"] for finding in findings}

    def true_events(self):
        return checker.events_of(checker.read_journal(whole_log(), PARTITIONS, checker.Findings()), TENANT)

    def rewritten(self, values, told=None):
        """A log of one writer with these entries."""
        log = Log()
        one = log.begin(1, "a")
        for value in values:
            one.write(value)
        return self.rules(log.records, told or [])

    def test_a_whole_log_has_no_findings_and_its_zombies_are_counted(self):
        self.assertEqual(set(), self.rules(events=self.true_events(), view={STREAM + "1": (5, 5)}))
        verdicts = [one.verdict for one in judged(whole_log())]
        self.assertEqual(["term", "entry", "entry", "entry", "decided", "term", "void", "entry", "entry", "void"], verdicts)

    def test_an_accepted_command_that_is_not_in_the_journal_is_named(self):
        self.assertIn("command.missing", self.rules(whole_log()[:-2]))

    def test_an_entry_that_was_lost_is_named(self):
        records = whole_log()
        del records[2]
        self.assertIn("command.missing", self.rules(records))

    def test_an_entry_that_was_changed_is_named(self):
        records = whole_log()
        records[2] = records[2]._replace(value=records[2].value.replace(b'"n":2', b'"n":7'))
        self.assertIn("log.alarm", self.rules(records))

    def test_a_doubled_command_is_named(self):
        self.assertIn("command.doubled", self.rewritten([entry_bytes(1, 1, id_of(1)), entry_bytes(2, 2, id_of(1))]))

    def test_a_hole_in_the_sequences_is_named(self):
        self.assertIn("seq.hole", self.rewritten([entry_bytes(1, 1, id_of(1)), entry_bytes(3, 2, id_of(2))]))

    def test_a_hole_in_the_versions_is_named(self):
        self.assertIn("version.hole", self.rewritten([entry_bytes(1, 1, id_of(1)), entry_bytes(2, 3, id_of(2))]))

    def test_a_clock_that_goes_back_is_named(self):
        self.assertIn("at.order", self.rewritten([entry_bytes(1, 1, id_of(1)), entry_bytes(2, 2, id_of(2), "2025")]))

    def test_an_answer_that_the_journal_does_not_have_is_named(self):
        told = wishes()
        told[1].accepted = [dict(told[1].accepted[0], seq=9)]
        self.assertIn("answer.wrong", self.rules(told=told))

    def test_an_answer_that_changes_is_named(self):
        told = wishes()
        told[1].accepted.append(dict(told[1].accepted[0], at="2026-01-01T00:00:09.000000Z"))
        self.assertIn("answer.changed", self.rules(told=told))

    def test_a_refused_command_that_is_there_is_named(self):
        told = wishes()
        told[3].accepted, told[3].refused = [], "case.closed"
        self.assertIn("refused.there", self.rules(told=told))

    def test_an_outcome_nobody_knows_is_named(self):
        told = wishes()
        told[5].refused = ""
        self.assertIn("outcome.unknown", self.rules(told=told))

    def test_an_entry_nobody_asked_for_is_named(self):
        self.assertIn("command.of_nobody", self.rules(told=wishes()[1:]))

    def test_an_order_that_is_not_that_of_the_answers_is_named(self):
        told = wishes()
        told[1].first_sent, told[1].known_at = 8.5, 8.6  # sent when the fourth and third had their answers
        self.assertIn("command.order", self.rules(told=told))

    def test_a_zombie_that_is_believed_is_named(self):
        events = self.true_events()
        zombie = (4, 0, "2026-01-01T00:00:03.500000Z", *events[3][3:])
        self.assertEqual({"feed.zombie"}, self.rules(events=events[:3] + [zombie] + events[4:]))
        self.assertIn("view.record", self.rules(view={STREAM + "1": (6, 6)}))

    def test_an_event_that_is_missing_doubled_or_out_of_order_is_named(self):
        events = self.true_events()
        self.assertEqual({"feed.missing"}, self.rules(events=events[:2] + events[3:]))
        self.assertEqual({"feed.order"}, self.rules(events=events + events[-1:]))
        self.assertEqual({"feed.order"}, self.rules(events=events[1::-1] + events[2:]))

    def published(self, numbers):
        """What a consumer takes of the topic of events, when records of these numbers lie there."""
        events, findings = self.true_events(), checker.Findings()
        taken, dropped = checker.consumed([(0, n, TENANT, events[n]) for n in numbers], findings)
        return taken[TENANT], dropped, findings

    def test_what_was_published_twice_or_too_early_is_dropped_and_comes_in_order(self):
        taken, dropped, findings = self.published([0, 1, 1, 3, 2, 3, 0, 4])
        self.assertEqual((self.true_events(), 3, []), (taken, dropped, findings))
        self.assertEqual(set(), self.rules(events=taken))

    def test_a_zombie_that_was_published_is_named(self):
        findings, journal_findings = checker.Findings(), checker.Findings()
        journal = checker.read_journal(whole_log(), PARTITIONS, journal_findings)
        events = self.true_events()
        events[3] = (4, 0, "2026-01-01T00:00:03.500000Z", *events[3][3:])
        checker.check_published(journal, [(PARTITION, n, TENANT, event) for n, event in enumerate(events)], findings)
        self.assertEqual(["feed.zombie"], [finding["rule"] for finding in findings])

    def test_what_was_never_published_is_named(self):
        self.assertEqual({"feed.missing"}, self.rules(events=self.published([0, 1, 3, 4])[0]))

    def test_a_record_that_is_not_the_relays_is_named(self):
        findings = checker.Findings()
        checker.consumed([(0, None, "", {})], findings)
        self.assertEqual(["feed.unreadable"], [finding["rule"] for finding in findings])

    def test_a_record_that_a_view_lacks_or_invents_is_named(self):
        self.assertEqual({"view.record"}, self.rules(view={}))
        self.assertEqual({"view.record"}, self.rules(view={STREAM + "1": (5, 5), STREAM + "2": (1, 5)}))

    def test_a_record_without_the_beginning_of_its_term_is_an_alarm(self):
        records = whole_log()
        stamp = f"entry 9 {'c' * 32} 0 {'0' * 64} 1".encode()
        records.append(Record(PARTITION, len(records), b"", stamp, b"{}"))
        self.assertEqual({"log.alarm"}, self.rules(records))

    def test_a_record_that_is_not_ours_is_named(self):
        records = whole_log()
        records.append(Record(PARTITION, len(records), b"", None, b"hello"))
        self.assertEqual({"log.unreadable"}, self.rules(records))

    def test_an_entry_of_another_partition_is_named(self):
        records = [record._replace(partition=(PARTITION + 1) % PARTITIONS) for record in whole_log()]
        self.assertEqual({"log.place"}, self.rules(records))

    def test_of_one_term_the_first_wins(self):
        log = Log()
        log.begin(1, "a").write(entry_bytes(1, 1, id_of(1)))
        late = Writer(log, 1, "b" * 32)
        late.write(entry_bytes(2, 2, id_of(2)))
        self.assertEqual(["term", "entry", "void", "void"], [one.verdict for one in judged(log.records)])

    def test_the_sum_and_the_partition_are_those_of_the_documents(self):
        record = Record(0, 0, b"k", b"s", b"v")
        self.assertEqual(hashlib.sha256(b"\0\0\0\1k\0\0\0\1s\0\0\0\1v").hexdigest().encode(), sum_of(record))
        self.assertEqual(-973932308 & 0x7FFFFFFF, partition_of("21", 1 << 31))
        self.assertEqual(Rule().prev, b"0" * 64)


if __name__ == "__main__":
    unittest.main()
