#!/usr/bin/python3
"""Sends one command over Kafka and waits for its answer.

    send.py RegisterCompany name='Harbour Bakery'
    send.py OpenCase client=company/018f… title='Rooms are booked twice'
    send.py AssignCase case/018f… assignee=user/018f…

DOSSIER_KAFKA names the broker, DOSSIER_TOKEN or the file DOSSIER_DATA/token says who asks.
Prints the answer and ends with 0: accepted, 1: refused, 2: no answer came. Then nobody knows what
became of it: send it again with --id; what was accepted is not done twice.
"""
import argparse
import base64
import json
import os
import pathlib
import sys
import time
import uuid

from confluent_kafka import Consumer, Producer, TopicPartition

COMMANDS, REPLIES = "dossier.commands", "dossier.replies"


def token():
    if "DOSSIER_TOKEN" in os.environ:
        return os.environ["DOSSIER_TOKEN"]
    return pathlib.Path(os.environ.get("DOSSIER_DATA", "dossier-data"), "token").read_text().strip()


def tenant_of(token):
    claims = token.split(".")[1]
    return json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["tenant"]


def follow_replies(broker):
    """Listens from now on. It must be listening before the command goes out."""
    consumer = Consumer({"bootstrap.servers": broker, "group.id": "unused", "enable.auto.commit": False})
    partitions = consumer.list_topics(REPLIES, timeout=10).topics[REPLIES].partitions
    ends = []
    for partition in partitions:
        _, end = consumer.get_watermark_offsets(TopicPartition(REPLIES, partition), timeout=10)
        ends.append(TopicPartition(REPLIES, partition, end))
    consumer.assign(ends)
    return consumer


def send(broker, token, command):
    # Commands of a tenant go to the partition that Java's murmur2 gives its name; one that goes
    # astray is sent on, which takes a little longer.
    producer = Producer({"bootstrap.servers": broker, "partitioner": "murmur2_random",
                         "enable.idempotence": True, "linger.ms": 0})
    failed = []
    producer.produce(COMMANDS, key=tenant_of(token), value=json.dumps(command), headers={"token": token},
                     on_delivery=lambda error, _: error and failed.append(error))
    producer.flush(10)
    if failed:
        sys.exit(f"send.py: not delivered, perhaps: {failed[0]}")


def answer_to(consumer, command_id, patience):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        record = consumer.poll(0.2)
        if record is None or record.error():
            continue
        if record.key() == command_id.encode():
            return json.loads(record.value())
    return None


def main():
    say = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    say.add_argument("type", help="what is asked: OpenCase, …")
    say.add_argument("words", nargs="*", help="the record, when it is about one, then name=value …")
    say.add_argument("--id", default=str(uuid.uuid4()), help="a UUID; the same one is done once")
    say.add_argument("--patience", type=float, default=15, help="seconds to wait for the answer")
    said = say.parse_args()

    broker = os.environ.get("DOSSIER_KAFKA", "localhost:9092")
    command = {"id": said.id, "type": said.type,
               "data": dict(word.split("=", 1) for word in said.words if "=" in word)}
    for word in said.words:
        if "=" not in word:
            command["stream"] = word

    replies = follow_replies(broker)
    send(broker, token(), command)
    answer = answer_to(replies, said.id, said.patience)
    replies.close()
    print(json.dumps(answer or {"id": said.id, "outcome": "unknown"}, ensure_ascii=False))
    sys.exit(2 if answer is None else 1 if "refused" in answer else 0)


if __name__ == "__main__":
    main()
