"""The deployment in compose/ against the program itself: its command lines are ones the program takes,
and what Prometheus, its alerts and the dashboard ask for is what the program tells."""

import json
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import time
import unittest
import urllib.request

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "compose"
PROGRAM = os.environ["DOSSIER_PROGRAM"]
ROLES = {"command", "query", "api", "relay", "react"}


def read(name):
    return yaml.safe_load((COMPOSE / name).read_text())


def merged(*names):
    """As the engine lays one file over another, as far as these need it."""
    services = {}
    for name in names:
        for service, said in read(name)["services"].items():
            known = services.setdefault(service, {})
            environment = {**known.get("environment", {}), **said.get("environment", {})}
            known.update(said)
            known["environment"] = environment
    return services


def of_dossier(services):
    return {name: it for name, it in services.items() if it.get("image") == "dossier"}


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Services(unittest.TestCase):
    variants = [("docker-compose.yml",), ("docker-compose.yml", "docker-compose.three-brokers.yml")]

    def test_the_program_takes_every_command_line(self):
        for variant in self.variants:
            for name, service in of_dossier(merged(*variant)).items():
                words = service.get("entrypoint", ["dossier"]) + service["command"]
                environment = {**os.environ, **service["environment"]}
                if words[-1] != "--help":
                    words.append("--at=2026-01-05T09:00:00Z")  # refused, but last of all
                with self.subTest(service=name, variant=variant):
                    ran = subprocess.run([PROGRAM, *words[1:]], env=environment, timeout=30,
                                         capture_output=True, text=True)
                    if words[-1] == "--help":
                        self.assertEqual(ran.returncode, 0, ran.stderr)
                    else:
                        self.assertIn("--at is for --clock virtual", ran.stderr)

    def test_a_mistake_in_a_command_line_is_seen(self):
        for wrong in [{"DOSSIER_ROLES": "comand"}, {"DOSSIER_ROLES": "api,comand"},
                      {"DOSSIER_PARTITIONS": "none"}, {"DOSSIER_KAFKA": "", "DOSSIER_ROLES": "api"},
                      {"DOSSIER_KAFKA": "", "DOSSIER_PEERS": "http://query-1:8080"}]:
            ran = subprocess.run([PROGRAM, "serve", "--at=2026-01-05T09:00:00Z"], timeout=30,
                                 env={**os.environ, **wrong}, capture_output=True, text=True)
            self.assertNotIn("--at is for", ran.stderr)
            self.assertEqual(ran.returncode, 2)

    def test_every_environment_variable_is_one_the_program_knows(self):
        known = "".join(subprocess.run([PROGRAM, *sub, "--help"], capture_output=True, text=True).stdout
                        for sub in [(), ("serve",), ("setup",)])
        known += "DOSSIER_ROOT_KEY_FILE DOSSIER_TOKEN_KEY_FILE"
        for variant in self.variants:
            for name, service in of_dossier(merged(*variant)).items():
                for variable in service["environment"]:
                    with self.subTest(service=name, variable=variable):
                        self.assertIn(variable, known)

    def test_every_role_is_somebodys_and_every_peer_has_views(self):
        services = of_dossier(merged("docker-compose.yml"))
        roles = {name: set(it["environment"].get("DOSSIER_ROLES", "").split(","))
                 for name, it in services.items()}
        self.assertEqual(set().union(*roles.values()) - {""}, ROLES)
        for name, service in services.items():
            for peer in filter(None, service["environment"].get("DOSSIER_PEERS", "").split(",")):
                host = re.fullmatch(r"http://([a-z0-9-]+):8080", peer).group(1)
                self.assertIn("query", roles[host], name)

    def test_each_process_has_a_folder_of_its_own_and_the_secrets_of_all(self):
        services = of_dossier(merged("docker-compose.yml"))
        folders = [volume.split(":")[0] for it in services.values() for volume in it["volumes"]]
        self.assertEqual(len(folders), len(set(folders)))
        self.assertEqual(len(folders), len(services))
        whole = read("docker-compose.yml")
        for folder in folders:
            self.assertIn(folder, whole["volumes"])
        for service in services.values():
            self.assertEqual(set(service["secrets"]), set(whole["secrets"]))
            for name in ("DOSSIER_ROOT_KEY_FILE", "DOSSIER_TOKEN_KEY_FILE"):
                self.assertIn(pathlib.Path(service["environment"][name]).name, whole["secrets"])

    def test_every_service_says_whether_it_is_well(self):
        for name, service in merged(*self.variants[1]).items():
            self.assertIn("healthcheck", service, name)

    def test_the_image_is_built_by_the_script(self):
        text = (COMPOSE / "Dockerfile").read_text()
        for words in ["compose/build-image program /out", "/out/build-image install /out",
                      "USER dossier", "HEALTHCHECK"]:
            self.assertIn(words, text)


class Watching(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        port = free_port()
        environment = {**os.environ, "DOSSIER_DATA": cls.folder.name + "/data"}
        cls.server = subprocess.Popen([PROGRAM, "serve", "--port", str(port)], env=environment,
                                      stdout=subprocess.DEVNULL)
        said = b""
        for _ in range(200):  # a request is counted when it was answered, so that one comes first
            try:
                said = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read()
            except OSError:
                pass
            if b"dossier_http_requests_total" in said:
                break
            time.sleep(0.05)
        cls.told = set()
        for name, kind in re.findall(r"^# TYPE (\S+) (\S+)", said.decode(), re.M):
            cls.told |= {name + end for end in ("_bucket", "_sum", "_count")} if kind == "histogram" else {name}

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        cls.server.wait(30)
        cls.folder.cleanup()

    def asked(self, expression):
        names = set(re.findall(r"\b(?:dossier|process)_[a-z_]+", expression))
        self.assertTrue(names or re.match(r"up\b", expression), expression)
        return names

    def test_the_dashboard_asks_for_what_the_program_tells(self):
        dashboard = json.loads((COMPOSE / "grafana/dashboards/dossier.json").read_text())
        seen = set()
        for panel in dashboard["panels"]:
            for target in panel.get("targets", []):
                with self.subTest(panel=panel["title"]):
                    self.assertLessEqual(self.asked(target["expr"]), self.told)
                    seen |= self.asked(target["expr"])
        for name in ["dossier_commands_accepted_total", "dossier_command_seconds_bucket",
                     "dossier_kafka_terms_total", "dossier_projector_lag_entries",
                     "dossier_projector_lag_seconds", "dossier_projector_parked", "dossier_standing"]:
            self.assertIn(name, seen)

    def test_the_alerts_ask_for_what_the_program_tells(self):
        for group in read("alerts.yml")["groups"]:
            for rule in group["rules"]:
                with self.subTest(alert=rule["alert"]):
                    self.assertLessEqual(self.asked(rule["expr"]), self.told)

    def test_every_metric_is_explained(self):
        page = (ROOT / "docs/operations.md").read_text()
        for name in self.told:
            name = re.sub(r"_(bucket|sum|count)$", "", name) if name not in page else name
            self.assertIn(f"`{name}", page)

    def test_prometheus_asks_every_process(self):
        targets = {target.split(":")[0] for job in read("prometheus.yml")["scrape_configs"]
                   for some in job["static_configs"] for target in some["targets"]}
        self.assertEqual(targets, set(of_dossier(merged("docker-compose.yml"))) - {"setup"})

    def test_grafana_finds_prometheus_and_the_dashboard(self):
        source = read("grafana/provisioning/datasources/dossier.yml")["datasources"][0]
        self.assertEqual(source["url"], "http://prometheus:9090")
        folder = read("grafana/provisioning/dashboards/dossier.yml")["providers"][0]["options"]["path"]
        mounts = merged("docker-compose.yml")["grafana"]["volumes"]
        self.assertIn(f"./grafana/dashboards:{folder}:ro", mounts)


if __name__ == "__main__":
    unittest.main()
