#!/usr/bin/env python3
"""The schemas that `dossier schema` prints: whole, of everything there is, and true of every event ever written."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import jsonschema

PROGRAM = os.environ["DOSSIER_PROGRAM"]
GOLDEN = pathlib.Path(__file__).parent.parent / "golden" / "journal.ndjson"
Validator = jsonschema.Draft202012Validator


def dossier(*words):
    return subprocess.run([PROGRAM, *words], check=True, capture_output=True, text=True).stdout


def published(entry, index):
    """An event of the golden journal, as it is published."""
    event = entry["events"][index]
    head = {"seq": entry["seq"], "index": index, "at": entry["at"], "command": entry["command"]["id"]}
    for name in ("effective_at", "actor"):
        if name in entry:
            head[name] = entry[name]
    return {**head, **event}


def commands_of_the_house():
    footer = dossier("send", "--help").split("Commands:")[1]
    return set(re.findall(r"\b[A-Z]\w+", footer.replace("several at once", "")))


class Schemas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.room = tempfile.TemporaryDirectory()
        dossier("schema", "events", cls.room.name)
        cls.files = {
            kind: {f.stem: json.loads(f.read_text()) for f in pathlib.Path(cls.room.name, kind).iterdir()}
            for kind in ("events", "commands")}
        cls.asyncapi = json.loads(dossier("schema", "asyncapi", "--server", "broker:9092", "--kafka-prefix", "house"))
        cls.entries = [json.loads(line) for line in GOLDEN.read_text().splitlines()]

    @classmethod
    def tearDownClass(cls):
        cls.room.cleanup()

    def test_every_schema_is_one(self):
        names = [schema["$id"] for kind in self.files.values() for schema in kind.values()]
        self.assertEqual(len(names), len(set(names)))
        for kind in self.files.values():
            for schema in kind.values():
                Validator.check_schema(schema)

    def test_there_is_one_of_every_event_and_command(self):
        self.assertEqual(set(self.files["events"]), {e["type"] for entry in self.entries for e in entry["events"]})
        self.assertEqual(set(self.files["commands"]), commands_of_the_house())

    def test_every_event_ever_written_is_as_its_schema_says(self):
        for entry in self.entries:
            for index, event in enumerate(entry["events"]):
                with self.subTest(event["type"]):
                    Validator(self.files["events"][event["type"]]).validate(published(entry, index))

    def test_what_is_no_such_event_is_found_out(self):
        entry = next(e for e in self.entries if e["events"][0]["type"] == "CaseOpened")
        schema = Validator(self.files["events"]["CaseOpened"])
        event = published(entry, 0)
        for wrong in ({"seq": 0}, {"type": "CaseClosed"}, {"stream": "contact/" + event["stream"][5:]},
                      {"data": {**event["data"], "title": "open"}}, {"data": {**event["data"], "number": "41"}}):
            self.assertFalse(schema.is_valid({**event, **wrong}), wrong)

    def test_a_command_is_as_its_schema_says(self):
        schema = Validator(self.files["commands"]["OpenCase"])
        command = {"id": "018f3b5c-7000-7000-8000-000000000001", "type": "OpenCase",
                   "data": {"client": "company/018f3b5c-7000-7000-8000-000000000002", "title": "Printer on fire"}}
        schema.validate(command)
        self.assertFalse(schema.is_valid({**command, "colour": "red"}))
        self.assertFalse(schema.is_valid({**command, "data": {"title": "Whose?"}}))

    def test_one_schema_is_printed_by_name(self):
        self.assertEqual(json.loads(dossier("schema", "event", "CaseOpened")), self.files["events"]["CaseOpened"])
        self.assertEqual(json.loads(dossier("schema", "event", "OpenCase")), self.files["commands"]["OpenCase"])
        with self.assertRaises(subprocess.CalledProcessError):
            dossier("schema", "event", "CaseVanished")

    def test_asyncapi_names_every_message_and_every_reference_leads_somewhere(self):
        api = self.asyncapi
        self.assertEqual(api["asyncapi"], "3.0.0")
        self.assertEqual(api["servers"]["kafka"]["host"], "broker:9092")
        self.assertEqual({c["address"] for c in api["channels"].values()}, {"house.commands", "house.replies", "house.events"})
        self.assertEqual(set(api["channels"]["commands"]["messages"]), set(self.files["commands"]))
        self.assertEqual(set(api["channels"]["events"]["messages"]), set(self.files["events"]) | {"Parked"})
        seen = set()

        def walk(value):
            if isinstance(value, dict):
                if isinstance(value.get("$ref"), str):
                    seen.add(value["$ref"])
                for inner in value.values():
                    walk(inner)
            elif isinstance(value, list):
                for inner in value:
                    walk(inner)

        walk(api)
        for ref in seen:
            at = api
            for part in ref.removeprefix("#/").split("/"):
                self.assertIn(part, at, ref)
                at = at[part]
        self.assertIn("#/components/schemas/Sealed", seen)


if __name__ == "__main__":
    unittest.main()
