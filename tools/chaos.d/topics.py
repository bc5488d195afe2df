"""What lies in the topics, read with a consumer of our own, and whether their leaders answer."""
import asyncio
import json
import time

from confluent_kafka import Consumer, KafkaError, KafkaException, TopicPartition

from rule import Record

STAMP = "dossier"
QUIET = {"log_level": 0, "error_cb": lambda error: None}


def consumer(address):
    return Consumer({"bootstrap.servers": address, "group.id": "chaos", "enable.auto.commit": False,
                     "enable.partition.eof": True, "auto.offset.reset": "error", "socket.timeout.ms": 6000,
                     "reconnect.backoff.ms": 50, "reconnect.backoff.max.ms": 200, **QUIET})


def read_all(address, topic, within=120):
    """Every message of the topic, each partition in its order."""
    reader, messages = consumer(address), []
    try:
        partitions = reader.list_topics(topic, timeout=10).topics[topic].partitions
        reader.assign([TopicPartition(topic, number, 0) for number in partitions])
        open_, until = set(partitions), time.monotonic() + within
        while open_:
            if time.monotonic() > until:
                raise TimeoutError(f"{topic} could not be read within {within} s")
            for message in reader.consume(1000, timeout=1):
                if message.error() is None:
                    messages.append(message)
                elif message.error().code() == KafkaError._PARTITION_EOF:
                    open_.discard(message.partition())
    finally:
        reader.close()
    return messages


def records(messages):
    """As the rule sees them."""
    made = []
    for message in messages:
        stamps = [value for name, value in message.headers() or [] if name == STAMP]
        made.append(Record(message.partition(), message.offset(), message.key() or b"",
                           stamps[0] if len(stamps) == 1 else None, message.value() or b""))
    return made


def published(messages):
    """Records of the topic of events as the checker takes them: see docs/kafka.md."""
    made = []
    for message in messages:
        headers = {name: value.decode() for name, value in message.headers() or []}
        number = int(headers["ce_number"]) if headers.get("ce_number", "").isdigit() else None
        event = json.loads(message.value())
        if number is None or headers.get("ce_type") != event.get("type"):
            made.append((message.partition(), None, "", event))
            continue
        made.append((message.partition(), number, message.key().decode(), tuple(
            event[name] for name in ("seq", "index", "at", "type", "stream", "version", "data"))))
    return made


class Leaders:
    """Asks the leader of each partition, the group's coordinator's among them."""

    TOPICS = ("dossier.journal", "dossier.commands", "dossier.replies", "dossier.events", "dossier.keys",
              "__consumer_offsets")

    def __init__(self, address):
        self.reader = consumer(address)

    def of(self, topic):
        """partition → broker; -1: nobody."""
        metadata = self.reader.list_topics(topic, timeout=1).topics[topic]
        return {number: partition.leader for number, partition in metadata.partitions.items()}

    def all_answer(self, running):
        """Whether each partition has a leader among those that run, which answers."""
        try:
            for topic in self.TOPICS:
                for number, leader in self.of(topic).items():
                    if leader not in running:
                        return False
                    self.reader.get_watermark_offsets(TopicPartition(topic, number), timeout=1, cached=False)
            return True
        except KafkaException:
            return False

    async def wait(self, brokers, within):
        """When they all answered, by the monotonic clock; None when they did not."""
        loop, until = asyncio.get_running_loop(), time.monotonic() + within
        while time.monotonic() < until:
            running = set(brokers.running)
            if running and await loop.run_in_executor(None, self.all_answer, running):
                return time.monotonic()
            await asyncio.sleep(0.1)
        return None
