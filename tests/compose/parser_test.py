#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Tests of tools/app-parser.py: which tasks stand alone, what is inherited, and what is refused with which words."""
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PARSER = Path(__file__).resolve().parents[2] / "tools/app-parser.py"

APPS = """
[[task]]
name = "app"
file = "app"
deps = ["store", "term"]
irq = [30]
disks = ["0"]
[[task]]
name = "app2"
file = "app2"
deps = ["store"]
disks = ["1p2"]
[[task]]
name = "store"
file = "store"
iface = "fs"
deps = ["disk"]
disks = ["0p1", "0p2"]
[[task]]
name = "disk"
file = "disk"
iface = "block"
mem = ["virtio,mmio:block"]
dma = "64K"
may = ["shutdown"]
cspace_bits = 3
[[task]]
name = "term"
file = "term"
iface = "uart"
mem = ["arm,pl011"]
"""


class ParserTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        for name in ("app", "app2", "store", "disk", "term"):
            (self.folder / name).mkdir()
            (self.folder / name / "main.c").touch()

    def run_parser(self, apps, *names):
        (self.folder / "apps.toml").write_text(apps)
        return subprocess.run([PARSER, *names], cwd=self.folder, capture_output=True, text=True, check=False)

    def tasks(self, apps, *names):
        """Task names, each with the services linked in."""
        done = self.run_parser(apps, *names)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {name: rows.get("linked in", []) for name, rows in self.rows(done.stdout).items()}

    @staticmethod
    def rows(text):
        """What the parser prints: {task: {key: [values]}}."""
        result = {}
        for line in text.splitlines():
            if line.startswith("written to"):
                continue
            if not line.startswith(" "):
                result[line] = {}
                last = result[line]
                continue
            value = line[15:]
            last[line[4:15].strip()] = [] if value == "-" else value.split(", ")
        return result

    def refused(self, apps, *names):
        done = self.run_parser(apps, *names)
        self.assertNotEqual(done.returncode, 0, done.stdout)
        self.assertTrue(done.stderr.startswith("app-parser: "), done.stderr)
        return done.stderr

    def test_merged(self):
        self.assertEqual(self.tasks(APPS, "app"), {"app": ["store", "disk", "term"]})

    def test_separate(self):
        self.assertEqual(self.tasks(APPS, "app", "store", "disk", "term"),
                         {"app": [], "store": [], "disk": [], "term": []})

    def test_partly(self):
        self.assertEqual(self.tasks(APPS, "app", "store"), {"app": ["term"], "store": ["disk"]})

    def test_shared_device_stands_alone(self):
        self.assertEqual(self.tasks(APPS, "app", "app2"),
                         {"app": ["store", "term"], "app2": ["store"], "disk": []})

    def test_inherited(self):
        done = subprocess.run([PARSER, "--out", "out", "--name", "one", "app"], cwd=self.folder,
                              capture_output=True, text=True, check=False) if self.tasks(APPS, "app") else None
        self.assertEqual(done.returncode, 0, done.stderr)
        table = (self.folder / "out/task_table.c").read_text()
        for text in ('.mem = {"virtio,mmio:block", "arm,pl011"}', '{"dma:disk", 65536}', ".irq = {30}",
                     "TASK_MAY_SHUTDOWN", ".cspace_bits = 3"):
            self.assertIn(text, table)
        wiring = (self.folder / "out/wiring_app.c").read_text()
        self.assertIn("instance = store_new();", wiring)
        self.assertNotIn("remote_new", wiring)

    def test_wired_by_ipc(self):
        self.tasks(APPS, "app", "store")
        subprocess.run([PARSER, "--out", "out", "--name", "two", "app", "store"], cwd=self.folder, check=True)
        self.assertIn('instance = fs_remote_new("store");', (self.folder / "out/wiring_app.c").read_text())
        self.assertIn("instance = disk_new();", (self.folder / "out/wiring_store.c").read_text())
        self.assertIn("two.tasks := app store", (self.folder / "out/tasks.mk").read_text())

    def test_printed(self):
        text = self.run_parser(APPS, "app", "store").stdout
        rows = self.rows(text)
        self.assertEqual(rows["app"], {"file": ["app"], "linked in": ["term"], "mem": ["arm,pl011"], "dma": [], "irq": ["30"],
                                       "deps": ["store"], "disks": ["0"], "priority": ["100"]})
        self.assertEqual(rows["store"], {"file": ["store"], "linked in": ["disk"], "mem": ["virtio,mmio:block"],
                                         "dma": ["disk 64K"], "deps": [], "priority": ["100"], "may": ["shutdown"]})
        folder = self.folder / "out/aarch64-debug/compose/app+store"
        self.assertIn(str(folder.relative_to(self.folder)), text)
        self.assertIn('"app"', (folder / "task_table.c").read_text())
        self.assertIn("app+store.tasks := app store", (folder / "tasks.mk").read_text())

    def test_only_printed(self):
        self.assertIn("store", self.run_parser(APPS, "--print", "app", "store").stdout)
        self.assertFalse((self.folder / "out").exists())

    def test_disks(self):
        self.run_parser(APPS, "app", "app2", "store", "disk")
        table = (self.folder / "out/aarch64-debug/compose/app+app2+store+disk/task_table.c").read_text()
        self.assertIn('.cfg = "disks=3:0p1+0p2"', table) # only store uses it; it is the third task
        self.run_parser(APPS, "app", "app2")
        table = (self.folder / "out/aarch64-debug/compose/app+app2/task_table.c").read_text()
        self.assertIn('.cfg = "disks=1:0+0p1+0p2;2:1p2+0p1+0p2"', table) # store is linked into both
        without = APPS.replace('disks = ["0p1", "0p2"]', "")
        self.assertIn("store uses disk, but its entry does not say which disks", self.refused(without, "app", "store", "disk"))
        for wrong in ("8", "0p0", "0p16", "all", "0p", ""):
            self.assertIn("is none of", self.refused(APPS.replace('"1p2"', f'"{wrong}"'), "app"))

    def test_cycle(self):
        apps = APPS.replace('mem = ["virtio,mmio:block"]', 'deps = ["app"]')
        self.assertIn("cycle: app -> store -> disk -> app", self.refused(apps, "app"))

    def test_unknown_name(self):
        self.assertIn("no task 'nope'", self.refused(APPS, "nope"))
        self.assertIn("store -> dusk", self.refused(APPS.replace('["disk"]', '["dusk"]'), "app"))

    def test_two_owners(self):
        apps = APPS.replace('mem = ["arm,pl011"]', 'mem = ["virtio,mmio:block"]')
        message = self.refused(apps, "app", "disk")
        self.assertIn("device virtio,mmio:block has two owners", message)
        self.assertIn("app -> term", message)

    def test_missing_files(self):
        (self.folder / "disk/main.c").unlink()
        self.assertEqual(self.tasks(APPS, "app"), {"app": ["store", "disk", "term"]})
        self.assertIn("disk/main.c is missing", self.refused(APPS, "app", "disk"))
        (self.folder / "disk").rmdir()
        self.assertIn("disk: no such folder (needed by app -> store -> disk)", self.refused(APPS, "app"))

    def test_bad_descriptions(self):
        for old, new, text in (
                ('dma = "64K"', 'dma = "65K"', "not a power of two"),
                ('dma = "64K"', 'dna = "64K"', "unknown key 'dna'"),
                ('may = ["shutdown"]', 'may = ["fly"]', "no right 'fly'"),
                ("cspace_bits = 3", "cspace_bits = 13", "not in 1..12"),
                ("cspace_bits = 3", 'cspace_bits = "3"', "is not a int"),
                ('name = "term"', 'name = "disk"', "described twice"),
                ('name = "term"', 'name = "Term"', "lower case"),
                ('iface = "uart"', "", "has no iface"),
                ('file = "term"', "", "no file"),
                ("[[task]]", "[[task", "apps.toml")):
            with self.subTest(new):
                self.assertIn(text, self.refused(APPS.replace(old, new), "app"))

    def test_missing_apps(self):
        done = subprocess.run([PARSER, "--apps", "nowhere.toml", "app"], cwd=self.folder, capture_output=True,
                              text=True, check=False)
        self.assertIn("nowhere.toml: No such file", done.stderr)
        self.assertNotEqual(done.returncode, 0)


class DocsTest(unittest.TestCase):
    """The task contract's table and the pictures say what is so."""

    def test_operation_numbers(self):
        root = PARSER.parents[1]
        header = (root / "interfaces/ipc/root.h").read_text()
        names = re.findall(r"^int root_(\w+)\(", header, re.MULTILINE)
        table = re.findall(r"^\| (\d+) \| (\w+) \|", (root / "docs/task-contract.md").read_text(), re.MULTILINE)
        self.assertEqual([(str(i), name) for i, name in enumerate(names, 1)],
                         [row for row in table if row[1] in names])
        self.assertEqual(len(names), len([row for row in table if row[1] in names]))

    def test_service_pages(self):
        pages = sorted((PARSER.parents[1] / "docs/services").glob("*.md"))
        want = ["Purpose", "Interface", "Parts", "State it holds", "Threads and locks", "What it trusts", "Failure and restart",
                "How to test it alone", "Known limits"]
        served = re.findall(r'^name = "(?!test-)(\w+-(?:thread|task|cli))"', (PARSER.parents[1] / "apps.toml").read_text(),
                            re.MULTILINE)
        self.assertEqual(sorted(page.stem for page in pages), sorted(served + ["root-task"]))
        for page in pages:
            headings = re.findall(r"^## (.*)$", page.read_text(), re.MULTILINE)
            self.assertEqual([h for h in headings if h in want], want, page.name)

    def test_list(self):
        root = PARSER.parents[1]
        lines = subprocess.run([PARSER, "--list"], cwd=root, capture_output=True, text=True, check=True).stdout.splitlines()
        made = {line: subprocess.run([PARSER, "--print", *line.split()], cwd=root, capture_output=True, text=True,
                                     check=True).stdout for line in lines}
        self.assertEqual(len(set(made.values())), len(lines)) # no two are the same
        self.assertIn({"kernel-thread", "fs-thread", "fat-thread", "console-thread", "uart-thread"},
                      [set(line.split()) for line in lines])
        self.assertGreaterEqual(len(lines), 20)

    def test_interfaces(self):
        root = PARSER.parents[1]
        headers = [str(path.relative_to(root)) for path in sorted((root / "interfaces/ipc").glob("*.h"))
                   if path.name != "annot.h"]
        with tempfile.NamedTemporaryFile() as file:
            subprocess.run([root / "tools/ifacegen.py", "--doc", file.name, *headers], cwd=root, check=True)
            made = Path(file.name).read_text()
        self.assertEqual(made, (root / "docs/interfaces.md").read_text(), "make interface-docs writes it again")
        rows = re.findall(r"^\| \d+ \| .* \| (.*) \|$", made, re.MULTILINE)
        self.assertGreater(len(rows), 50)

    def test_pictures(self):
        root = PARSER.parents[1]
        done = subprocess.run([PARSER, "--pictures"], cwd=root, capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, (root / "docs/compositions.md").read_text(), "make pictures writes it again")


def main():
    result = unittest.main(exit=False).result
    failed = len({test.id() for test, _ in result.failures + result.errors})
    print(f"{result.testsRun - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
