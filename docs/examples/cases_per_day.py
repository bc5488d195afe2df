#!/usr/bin/python3
"""Folds the stream of events into how many cases were opened and closed, by day and company.

    cases_per_day.py cases.db             reads what is new, and prints the table
    cases_per_day.py cases.db --follow    goes on reading until it is stopped

DOSSIER_KAFKA names the broker. All it knows is in the SQLite file: the counts, and how far it has
read, changed in one transaction. So it may be killed at any time and counts nothing twice. Who
starts with a new file gets the same table from the first event on.
"""
import argparse
import json
import os
import sqlite3

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

EVENTS = "dossier.events"
TABLES = """
CREATE TABLE IF NOT EXISTS offsets (partition INTEGER PRIMARY KEY, next INTEGER);
CREATE TABLE IF NOT EXISTS had     (tenant TEXT PRIMARY KEY, seq INTEGER, place INTEGER);
CREATE TABLE IF NOT EXISTS names   (tenant TEXT, company TEXT, name TEXT, PRIMARY KEY (tenant, company));
CREATE TABLE IF NOT EXISTS works   (tenant TEXT, contact TEXT, company TEXT, PRIMARY KEY (tenant, contact));
CREATE TABLE IF NOT EXISTS cases   (tenant TEXT, id TEXT, company TEXT, PRIMARY KEY (tenant, id));
CREATE TABLE IF NOT EXISTS days    (tenant TEXT, day TEXT, company TEXT, opened INTEGER DEFAULT 0,
                                    closed INTEGER DEFAULT 0, PRIMARY KEY (tenant, day, company));
"""


class Fold:
    def __init__(self, file):
        self.db = sqlite3.connect(file, isolation_level=None)
        self.db.executescript(TABLES)

    def one(self, sql, *values):
        row = self.db.execute(sql, values).fetchone()
        return row[0] if row else None

    def next_offset(self, partition):
        return self.one("SELECT next FROM offsets WHERE partition = ?", partition) or 0

    def take(self, records):
        """All of them or none."""
        self.db.execute("BEGIN")
        for record in records:
            self.take_one(record)
            self.db.execute("INSERT OR REPLACE INTO offsets VALUES (?, ?)", (record.partition(), record.offset() + 1))
        self.db.execute("COMMIT")

    def take_one(self, record):
        event = json.loads(record.value())
        if "seq" not in event:  # an entry that could not be published; it says why
            print("not published:", event)
            return
        # The relay tells at least once: an event whose place is not behind the last one is a repeat.
        tenant, place = record.key().decode(), (event["seq"], event["index"])
        had = self.db.execute("SELECT seq, place FROM had WHERE tenant = ?", (tenant,)).fetchone()
        if had and place <= had:
            return
        self.db.execute("INSERT OR REPLACE INTO had VALUES (?, ?, ?)", (tenant, *place))
        fold = getattr(self, "on_" + event["type"], None)
        if fold:
            fold(tenant, event, event["data"])

    # ---- What happened, and what it means here ----------------------------------------------------

    def on_CompanyRegistered(self, tenant, event, data):
        self.db.execute("INSERT OR REPLACE INTO names VALUES (?, ?, ?)", (tenant, event["stream"], data["name"]))

    def on_CompanyUpdated(self, tenant, event, data):
        if "name" in data["changed"]:
            self.on_CompanyRegistered(tenant, event, data["changed"])

    def on_ContactLinkedToCompany(self, tenant, event, data):
        self.db.execute("INSERT OR REPLACE INTO works VALUES (?, ?, ?)", (tenant, event["stream"], data["company"]))

    def on_CaseOpened(self, tenant, event, data):
        client = data["client"]
        company = self.one("SELECT company FROM works WHERE tenant = ? AND contact = ?", tenant, client) or client
        self.db.execute("INSERT OR REPLACE INTO cases VALUES (?, ?, ?)", (tenant, event["stream"], company))
        self.count(tenant, event, "opened")

    def on_CaseClosed(self, tenant, event, data):
        self.count(tenant, event, "closed")

    def on_CaseStatusChanged(self, tenant, event, data):
        if data["status"] == "closed":
            self.count(tenant, event, "closed")

    def count(self, tenant, event, what):
        day = event.get("effective_at", event["at"])[:10]
        company = self.one("SELECT company FROM cases WHERE tenant = ? AND id = ?", tenant, event["stream"])
        self.db.execute(f"INSERT INTO days (tenant, day, company, {what}) VALUES (?, ?, ?, 1)"
                        f" ON CONFLICT DO UPDATE SET {what} = {what} + 1", (tenant, day, company))

    def table(self):
        return self.db.execute("SELECT days.tenant, day, COALESCE(name, days.company), opened, closed FROM days"
                               " LEFT JOIN names USING (tenant, company) ORDER BY 1, 2, 3").fetchall()


def read(fold, broker, follow):
    """Every partition from where it was left; no group, because what counts is in the file."""
    consumer = Consumer({"bootstrap.servers": broker, "group.id": "unused", "enable.auto.commit": False,
                         "enable.partition.eof": True, "auto.offset.reset": "error"})
    partitions = consumer.list_topics(EVENTS, timeout=10).topics[EVENTS].partitions
    consumer.assign([TopicPartition(EVENTS, p, fold.next_offset(p)) for p in partitions])
    unread = set(partitions)
    while follow or unread:
        records = []
        for record in consumer.consume(1000, timeout=0.5):
            if not record.error():
                records.append(record)
            elif record.error().code() == KafkaError._PARTITION_EOF:
                unread.discard(record.partition())
            else:
                raise KafkaException(record.error())
        fold.take(records)
    consumer.close()


def main():
    say = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    say.add_argument("file", help="the SQLite file; made when it is not there")
    say.add_argument("--follow", action="store_true", help="go on until stopped")
    said = say.parse_args()
    fold = Fold(said.file)
    try:
        read(fold, os.environ.get("DOSSIER_KAFKA", "localhost:9092"), said.follow)
    except KeyboardInterrupt:
        pass
    for tenant, day, company, opened, closed in fold.table():
        print(f"{tenant:12} {day}  {company:24} opened {opened:4}  closed {closed:4}")


if __name__ == "__main__":
    main()
