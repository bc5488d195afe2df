"""The real program, from an empty directory on: python3 tests/e2e/program_test.py, with DOSSIER_PROGRAM set."""
import fcntl
import json
import os
import pathlib
import pty
import re
import shutil
import socket
import struct
import subprocess
import tempfile
import termios
import time
import unittest

PROGRAM = os.environ["DOSSIER_PROGRAM"]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Program(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.room = pathlib.Path(tempfile.mkdtemp())
        cls.port = free_port()
        cls.env = dict(os.environ, DOSSIER_DATA=str(cls.room / "data"),
                       DOSSIER_URL=f"http://127.0.0.1:{cls.port}", DOSSIER_PASSPHRASE="correct horse battery")
        cls.env.pop("DOSSIER_TOKEN", None)
        cls.run_program("seed")
        cls.server = subprocess.Popen([PROGRAM, "serve", "--port", str(cls.port)], env=cls.env,
                                      stdout=subprocess.DEVNULL)
        for _ in range(300):
            if cls.run_program("ask", "/readyz", code=None).returncode == 0:
                return
            time.sleep(0.1)
        raise AssertionError("the server is not ready after 30 s")

    @classmethod
    def tearDownClass(cls):
        cls.server.terminate()
        code = cls.server.wait(30)
        shutil.rmtree(cls.room)
        assert code == 0, f"the server ended with {code}"

    @classmethod
    def run_program(cls, *arguments, code=0, feed=None):
        done = subprocess.run([PROGRAM, *arguments], env=cls.env, input=feed, text=True,
                              capture_output=True, timeout=120)
        if code is not None and done.returncode != code:
            raise AssertionError(f"{arguments}: {done.returncode} {done.stdout} {done.stderr}")
        return done

    def test_a_file_sent_twice_is_done_once(self):
        lines = "".join(json.dumps({"type": "RegisterCompany", "data": {"name": f"Company {i}"}}) + "\n"
                        for i in range(300))
        first = self.run_program("send", "-", feed=lines).stdout.splitlines()
        again = self.run_program("send", "-", feed=lines).stdout.splitlines()
        self.assertEqual(300, len(first))
        self.assertEqual(first, again)
        sent = self.room / "sent.ndjson"
        sent.write_text("".join(json.dumps({"id": json.loads(line)["id"]}) + "\n" for line in first))
        self.assertIn("300 exactly once", self.run_program("verify", "--commands", str(sent)).stdout)

    def test_verify_works_beside_the_server(self):
        said = self.run_program("verify").stdout
        views = re.search(r"(\d+) of (\d+) equal their fold", said)
        self.assertEqual(views[1], views[2])

    def test_a_backup_comes_back_with_its_hash(self):
        backup, restored = self.room / "backup", self.room / "restored"
        self.run_program("backup", str(backup))
        self.run_program("--data", str(restored), "restore", str(backup))
        self.run_program("--data", str(restored), "verify")
        seq = re.match(r"seq (\d+)", self.run_program("--data", str(restored), "replay", "--tenant",
                                                      "tidewater").stdout)[1]
        ask = ["replay", "--tenant", "tidewater", "--until", seq]
        self.assertEqual(self.run_program(*ask).stdout,
                         self.run_program("--data", str(restored), *ask).stdout)

    def test_a_flipped_bit_of_a_stored_entry_is_named(self):
        backup, restored = self.room / "whole", self.room / "flipped"
        self.run_program("backup", str(backup))
        self.run_program("--data", str(restored), "restore", str(backup))
        self.run_program("--data", str(restored), "verify")
        file = max((restored / "journal").iterdir(), key=lambda one: one.stat().st_size)
        whole, named = file.read_bytes(), 0
        for part in range(1, 10):
            at = len(whole) * part // 10
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1:])
            done = self.run_program("--data", str(restored), "verify", code=None)
            self.assertIn(done.returncode, (0, 1), done.stdout + done.stderr)
            if done.returncode == 1:  # 0: it hit what nobody reads
                named += 1
                self.assertRegex(done.stdout + done.stderr, r"tidewater \d+")
        self.assertGreater(named, 5)
        file.write_bytes(whole)
        self.run_program("--data", str(restored), "verify")

    def test_an_import_says_in_its_exit_code_how_it_went(self):
        dumps = self.room / "dumps"
        dumps.mkdir()
        row = {"_id": "1", "name": "Ann Import", "email": "ann@import.example"}
        broken = {"_id": "2", "name": "Bo Import", "email": "nowhere"}
        for rows, code, said in (([row], 0, ""), ([row, broken], 1, "clients.json:2 /email"),
                                 ([broken], 2, "clients.json:1 /email")):
            with self.subTest(code):
                (dumps / "clients.json").write_text("".join(json.dumps(one) + "\n" for one in rows))
                self.assertIn(said, self.run_program("import", str(dumps), code=code).stderr)
        self.run_program("import", str(self.room / "nothing"), code=2)

    def test_a_table_names_the_clients_and_a_pipe_gets_json(self):
        mine, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, 300, 0, 0))
        subprocess.run([PROGRAM, "ask", "/v1/cases?limit=5"], env=self.env, stdout=theirs, timeout=60, check=True)
        os.close(theirs)
        drawn = os.read(mine, 65536).decode()
        os.close(mine)
        listed = json.loads(self.run_program("ask", "/v1/cases?limit=5&expand=client").stdout)["items"]
        for case in listed:
            client = case["expanded"]["client"]
            self.assertIn(client.get("display_name") or client["name"], drawn)

    def test_the_past_is_another_board(self):
        past = time.strftime("%Y-%m-%d", time.gmtime(time.time() - 5 * 86400))
        counts = [[(column["status"], column["count"]) for column in
                   json.loads(self.run_program("ask", "/v1/cases/board", *more).stdout)["columns"]]
                  for more in ([], ["--as-of", past])]
        self.assertNotEqual(*counts)

    def test_the_line_goes_before_the_environment_and_that_before_a_file(self):
        file = self.room / "options"

        def asked(*line, said="", **more):
            file.write_text(said)
            env = {name: value for name, value in self.env.items() if name != "DOSSIER_URL"}
            return subprocess.run([PROGRAM, *line, "ask", "/readyz"], env={**env, **more}, text=True,
                                  capture_output=True, timeout=60).stderr

        by_file = {"said": 'url = "http://127.0.0.1:1"\n[serve]\nport = 5\n'}
        by_environment = {"DOSSIER_URL": "http://127.0.0.1:2"}
        named = ("--config", str(file))
        self.assertIn("127.0.0.1:1 ", asked(*named, **by_file))
        self.assertIn("127.0.0.1:1 ", asked(DOSSIER_CONFIG=str(file), **by_file))
        self.assertIn("127.0.0.1:2 ", asked(*named, **by_file, **by_environment))
        self.assertIn("127.0.0.1:3 ", asked(*named, "--url", "http://127.0.0.1:3", **by_file, **by_environment))
        self.assertIn("there is no option serve.prot", asked(*named, said="[serve]\nprot = 5\n"))
        self.assertIn("there is no option colour", asked(*named, said="colour = 5\n"))
        self.assertIn("/nowhere was not readable", asked(DOSSIER_CONFIG="/nowhere"))

    def test_mistakes_are_one_line_and_have_their_exit_code(self):
        for arguments, code in ((("ask", "/v1/cases?colour=red"), 1), (("ask", "/v1/nothing"), 1),
                                (("send", "NoSuchCommand"), 2), (("send", "OpenCase", "title=x"), 1),
                                (("--url", "http://127.0.0.1:1", "ask", "/v1/cases"), 2),
                                (("rebuild",), 2), (("nonsense",), 2)):
            with self.subTest(arguments):
                said = self.run_program(*arguments, code=code).stderr
                self.assertTrue(said.startswith("dossier: "), said)


if __name__ == "__main__":
    unittest.main()
