#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Composes tasks: which services are tasks of their own, which are linked into their users.

    tools/app-parser.py [--apps apps.toml] [--name NAME] [--out DIR | --print] TASK...

A task named on the command line stands alone and is reached by IPC.  So does one that two or more
separate tasks reach while it owns a device.  Any other dependency is linked into its user, which inherits
its memory, interrupts and rights.  Prints the tasks, each with its file and what it got from those linked into it, and writes the
table for root-task, the wiring of each task and the settings for make (into out/; with --out there, and prints
nothing; with --print writes nothing); with --header the declarations of all services' wire functions and constructors.
"""
import argparse
import itertools
import os
import re
import sys
import tomllib
from pathlib import Path

KEYS = {"name": str, "file": str, "iface": str, "mem": list, "dma": str, "irq": list, "deps": list,
        "priority": int, "cspace_bits": int, "may": list, "cfg": str, "alone": bool, "restart": bool,
        "disks": list, "cores": list}
RIGHTS = ("shutdown", "asid", "manage")
NAME_MAX = 27 # "dma:" and the name fit into TASK_NAME_MAX
UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20}


class Refused(Exception):
    """The composition or apps.toml is wrong; the text says why."""


class Task:
    """One entry of apps.toml."""

    def __init__(self, entry, where):
        name = entry.get("name", f"number {where}")
        for key, value in entry.items():
            if key not in KEYS:
                raise Refused(f"task {name}: unknown key '{key}' (known: {' '.join(KEYS)})")
            if not isinstance(value, KEYS[key]):
                raise Refused(f"task {name}: {key} is not a {KEYS[key].__name__}")
        for key in ("name", "file"):
            if not entry.get(key):
                raise Refused(f"task {name}: no {key}")
        if not re.fullmatch(r"[a-z][a-z0-9-]*", name) or len(name) > NAME_MAX:
            raise Refused(f"task {name}: a name is lower case letters, digits and '-', at most {NAME_MAX}")
        self.name = name
        self.file = entry["file"]
        self.iface = entry.get("iface")
        self.mem = entry.get("mem", [])
        self.dma = self.dma_entry(entry["dma"]) if "dma" in entry else []
        self.irq = entry.get("irq", [])
        self.deps = entry.get("deps", [])
        self.priority = entry.get("priority", 100)
        self.cspace_bits = entry.get("cspace_bits", 1)
        self.may = entry.get("may", [])
        self.cfg = entry.get("cfg", "")
        self.alone = entry.get("alone", False)
        self.restart = entry.get("restart", False)
        self.disks = entry.get("disks", [])
        self.cores = entry.get("cores", [])
        if not 1 <= self.priority <= 254:
            raise Refused(f"task {name}: priority {self.priority} is not in 1..254")
        if not 1 <= self.cspace_bits <= 12:
            raise Refused(f"task {name}: cspace_bits {self.cspace_bits} is not in 1..12")
        for disk in self.disks:
            if not re.fullmatch(r"\*|[0-7](p([1-9]|1[0-5]))?", str(disk)):
                raise Refused(f"task {name}: disks '{disk}' is none of '*', '0' (a disk), '0p1' (a partition)")
        for right in self.may:
            if right not in RIGHTS:
                raise Refused(f"task {name}: no right '{right}' (there are: {' '.join(RIGHTS)})")

    def dma_entry(self, text):
        match = re.fullmatch(r"(\d+)([KM]?)", text)
        size = int(match[1]) * UNITS[match[2]] if match else 0
        if size & (size - 1) or not 4096 <= size <= 2 << 20:
            raise Refused(f"task {self.name}: dma '{text}' is not a power of two from 4K to 2M")
        return [("dma:" + self.name, size)]

    @property
    def is_guest(self):
        """A program with a makefile of its own, not built by ours."""
        return Path(self.file, "Makefile").is_file()

    @property
    def owns_device(self):
        return bool(self.mem or self.irq)

    @property
    def short(self):
        return self.name.removesuffix("-thread")

    @property
    def symbol(self):
        return self.name.replace("-", "_")


def load(path):
    try:
        entries = tomllib.loads(Path(path).read_text())
    except OSError as err:
        raise Refused(f"{path}: {err.strerror}") from err
    except tomllib.TOMLDecodeError as err:
        raise Refused(f"{path}: {err}") from err
    tasks = {}
    for where, entry in enumerate(entries.get("task", []), 1):
        task = Task(entry, where)
        if task.name in tasks:
            raise Refused(f"task {task.name} is described twice")
        tasks[task.name] = task
    return tasks


def closure(tasks, roots):
    """All tasks the roots need, in the order they are met; refuses cycles and unknown names."""
    done = []

    def visit(name, path):
        if name in path:
            raise Refused("cycle: " + " -> ".join(path[path.index(name):] + [name]))
        if name not in tasks:
            by = " -> ".join(path + [name]) if path else name
            raise Refused(f"no task '{name}' in apps.toml ({by}); there are: {' '.join(sorted(tasks))}")
        if name in done:
            return
        for dep in tasks[name].deps:
            visit(dep, path + [name])
        done.append(name)

    for name in roots:
        visit(name, [])
    return [name for name in tasks if name in done]


def linked_into(tasks, separate, name):
    """The services linked into separate task `name`, without itself, depth first."""
    found = []

    def visit(at):
        for dep in tasks[at].deps:
            if dep not in separate and dep not in found:
                found.append(dep)
                visit(dep)

    visit(name)
    return found


def path_to(tasks, separate, user, wanted):
    """The chain of links from separate task `user` to service `wanted`, for messages."""
    def visit(at, path):
        for dep in tasks[at].deps:
            if dep == wanted:
                return path + [dep]
            if dep not in separate:
                found = visit(dep, path + [dep])
                if found:
                    return found
        return None
    return visit(user, [user])


def separate_tasks(tasks, roots):
    """Names that stand alone: the roots, and what several of them would share a device through."""
    all_names = closure(tasks, roots)
    separate = {name for name in all_names if name in roots or tasks[name].alone}
    while True:
        users = {}
        for name in separate:
            for part in linked_into(tasks, separate, name):
                users.setdefault(part, []).append(name)
        shared = [part for part, by in users.items() if len(by) > 1 and tasks[part].owns_device]
        if not shared:
            return [name for name in all_names if name in separate]
        separate.update(shared)


class Composed:
    """One task of the composition with all that is linked into it."""

    def __init__(self, tasks, separate, name):
        self.task = tasks[name]
        self.parts = [tasks[part] for part in linked_into(tasks, separate, name)]
        members = [self.task] + self.parts
        self.mem = merge(m for t in members for m in t.mem)
        self.irq = merge(i for t in members for i in t.irq)
        self.dma = merge(d for t in members for d in t.dma)
        self.may = merge(r for t in members for r in t.may)
        self.disks = merge(d for t in members for d in t.disks)
        self.cfg = " ".join(t.cfg for t in members if t.cfg)
        self.cspace_bits = max(t.cspace_bits for t in members)
        self.deps = merge(d for t in members for d in t.deps)
        self.remote = [d for d in self.deps if d in separate]


def merge(items):
    return list(dict.fromkeys(items))


def compose(tasks, roots):
    separate = separate_tasks(tasks, roots)
    composed = [Composed(tasks, separate, name) for name in separate]
    owners = {}
    for one in composed:
        for kind, items in (("device", one.mem), ("interrupt", one.irq), ("dma", [d[0] for d in one.dma])):
            for item in items:
                other = owners.setdefault((kind, item), one)
                if other is not one:
                    raise Refused(f"{kind} {item} has two owners: "
                                  f"{owner_path(tasks, separate, other, kind, item)} and "
                                  f"{owner_path(tasks, separate, one, kind, item)}")
        for part in one.parts:
            if not part.iface:
                path = " -> ".join(path_to(tasks, separate, one.task.name, part.name))
                raise Refused(f"{part.name} has no iface, so it cannot be linked into its user ({path})")
        for member in [one.task] + one.parts:
            if not Path(member.file).is_dir():
                path = member.name
                if member is not one.task:
                    path = " -> ".join(path_to(tasks, separate, one.task.name, member.name))
                raise Refused(f"{member.file}: no such folder (needed by {path})")
        if not one.task.is_guest and not Path(one.task.file, "main.c").is_file():
            raise Refused(f"{one.task.file}/main.c is missing, so {one.task.name} cannot stand alone")
    confine(tasks, composed)
    return composed


def confine(tasks, composed):
    """Tells who serves disks which of its clients may use which.  Clients are known by their badge: the number of the
    task in root-task's table."""
    for server in composed:
        if server.task.iface != "block":
            continue
        lists = []
        for badge, client in enumerate(composed, 1):
            if server.task.name not in client.remote:
                continue
            if not client.disks:
                raise Refused(f"{client.task.name} uses {server.task.name}, but its entry does not say which disks "
                              "it may use (disks = [\"*\"] gives it all)")
            lists.append(f"{badge}:{'+'.join(client.disks)}")
        server.cfg = " ".join(filter(None, [server.cfg, "disks=" + ";".join(lists)]))


def owner_path(tasks, separate, one, kind, item):
    field = {"device": lambda t: t.mem, "interrupt": lambda t: t.irq, "dma": lambda t: [d[0] for d in t.dma]}
    for member in one.parts:
        if item in field[kind](member):
            return " -> ".join(path_to(tasks, separate, one.task.name, member.name))
    return one.task.name


# -- what is written ------------------------------------------------------------------------------

HEAD = "/* SPDX-License-Identifier: BSD-2-Clause */\n/* Made by tools/app-parser.py: {what} */\n"


def c_string(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def c_list(items):
    return "{" + ", ".join(items) + "}"


def root_table(name, composed):
    lines = [HEAD.format(what=f"the tasks of composition '{name}'."),
             '#include "task_table.h"\n',
             f"const char *const composition_name = {c_string(name)};"]
    for one in composed:
        lines.append(f"extern const unsigned char {one.task.symbol}_elf[], {one.task.symbol}_elf_end[];")
    lines.append("\nconst struct task_desc task_table[] = {")
    for one in composed:
        rights = " | ".join(f"TASK_MAY_{r.upper()}" for r in one.may) or "0"
        lines += ["    {",
                  f"        .name = {c_string(one.task.name)},",
                  f"        .elf = {one.task.symbol}_elf, .elf_end = {one.task.symbol}_elf_end,",
                  f"        .priority = {one.task.priority}, .cspace_bits = {one.cspace_bits},",
                  f"        .may = {rights}, .restart = {str(one.task.restart).lower()},"]
        if one.mem:
            lines.append(f"        .mem = {c_list(map(c_string, one.mem))}, .mem_count = {len(one.mem)},")
        if one.dma:
            dma = c_list("{" + c_string(n) + f", {size}" + "}" for n, size in one.dma)
            lines.append(f"        .dma = {dma}, .dma_count = {len(one.dma)},")
        if one.irq:
            lines.append(f"        .irq = {c_list(map(str, one.irq))}, .irq_count = {len(one.irq)},")
        if one.remote:
            lines.append(f"        .deps = {c_list(map(c_string, one.remote))}, .dep_count = {len(one.remote)},")
        lines += [f"        .cfg = {c_string(one.cfg)},", "    },"]
    lines += ["};", f"const unsigned task_table_count = {len(composed)};\n"]
    return "\n".join(lines)


def embed(composed, folder):
    lines = ["/* Made by tools/app-parser.py: the task binaries inside root-task. */",
             '    .section .rodata.tasks, "a"']
    for one in composed:
        lines += ["    .balign 4096", f"    .global {one.task.symbol}_elf, {one.task.symbol}_elf_end",
                  f"{one.task.symbol}_elf:", f'    .incbin "{folder}/{one.task.name}.embed.elf"',
                  f"{one.task.symbol}_elf_end:"]
    return "\n".join(lines) + "\n"


def wiring(tasks, one):
    """wire_x() for each service that something in this task uses."""
    lines = [HEAD.format(what=f"where the services come from that {one.task.name} uses."), "#include <stddef.h>\n"]
    wired = [tasks[dep] for dep in one.deps if tasks[dep].iface]
    for iface in merge(t.iface for t in wired):
        lines.append(f"#include <ipc/{iface}_gen.h>")
    lines.append("#include <wire.h>\n")
    for dep in wired:
        linked = dep in one.parts
        lines += [f"struct {dep.iface} *wire_{dep.short}(void)", "{",
                  f"    static struct {dep.iface} *instance;\n",
                  "    if (!instance)",
                  f"        instance = {dep.symbol}_new();" if linked else
                  f"        instance = {dep.iface}_remote_new({c_string(dep.name)});",
                  "    return instance;", "}\n"]
    return "\n".join(lines).rstrip("\n") + "\n"


def header(tasks):
    """Declarations of wire_x() and the constructors of all services."""
    lines = [HEAD.format(what="how a task gets the services it uses (its deps in apps.toml)."),
             "/* wire_x() gives the instance: linked in or by IPC, as the composition says; NULL if it cannot be made.",
             " * The first call may wait (on a fiber). */", "#pragma once\n"]
    served = [task for task in tasks.values() if task.iface]
    lines += [f"struct {iface};" for iface in merge(t.iface for t in served)]
    for task in served:
        lines += ["", f"struct {task.iface} *wire_{task.short}(void);", f"struct {task.iface} *{task.symbol}_new(void);"]
    return "\n".join(lines) + "\n"


def settings(name, composed, folder):
    lines = [f"# Made by tools/app-parser.py: composition '{name}'."]
    lines.append(f"{name}.tasks := {' '.join(one.task.name for one in composed)}")
    for one in composed:
        parts = " ".join(merge([part.name for part in one.parts] + one.task.cores))
        if one.task.is_guest:
            lines.append(f"$(call guest_task,{name},{one.task.name},{one.task.file})")
        else:
            lines.append(f"$(call composed_task,{name},{one.task.name},{parts})")
    return "\n".join(lines) + "\n"


def write(path, text):
    """Writes only what changed, so that make does not rebuild the rest."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def write_all(tasks, composed, name, folder):
    folder.mkdir(parents=True, exist_ok=True)
    write(folder / "task_table.c", root_table(name, composed))
    write(folder / "embed.S", embed(composed, folder))
    for one in composed:
        write(folder / f"wiring_{one.task.name}.c", wiring(tasks, one))
    (folder / "tasks.mk").write_text(settings(name, composed, folder))


LINUX = "kernel-thread" # what the compositions are made around; with the services it uses and the serial line
BESIDE = ["uart-thread"]
OTHER_PICTURES = [["kernel-thread", "fs-thread", "simple-cli"], ["unikernel"],
                  ["test-demo", "fs-thread", "fat-thread", "block-thread", "console-thread", "uart-thread"]]


def linux_compositions(tasks):
    """Every composition of kernel-thread and the services: names that give it, and its tasks.  Several lists of names may
    give the same tasks; the shortest stands for them."""
    services = [name for name in closure(tasks, [LINUX]) if name != LINUX] + BESIDE
    seen = {}
    for count in range(len(services) + 1):
        for chosen in itertools.combinations(services, count):
            roots = [LINUX, *chosen]
            try:
                composed = compose(tasks, roots)
            except Refused:
                continue
            seen.setdefault(tuple((one.task.name, *(part.name for part in one.parts)) for one in composed), roots)
    return list(seen.values())


def picture(composed):
    """A Mermaid diagram: boxes are tasks with what is linked into them, arrows are IPC."""
    lines = ["```mermaid", "flowchart LR", '    root["root-task"]']
    for one in composed:
        parts = "".join(f"<br/>+ {part.name}" for part in one.parts)
        devices = "".join(f"<br/><i>{item}</i>" for item in one.mem + [f"interrupt {irq}" for irq in one.irq])
        lines.append(f'    {one.task.symbol}["<b>{one.task.name}</b>{parts}{devices}"]')
    for one in composed:
        lines += [f"    {one.task.symbol} --> {dep.replace('-', '_')}" for dep in one.remote]
    for one in composed:
        lines.append(f"    {one.task.symbol} -.-> root")
    return "\n".join(lines + ["```"])


def pictures(tasks):
    lines = ["# Compositions in pictures", "",
             "Made from `apps.toml` by `make pictures`. A box is a task with the services linked into it and the devices it",
             "owns; a solid arrow is calls by IPC, a dotted one requests to root-task. The rule is in `composition.md`.",
             "", f"First every composition of {LINUX} with its services that the parser accepts (several lists of names may give",
             "the same tasks: the shortest is shown), then some others.", ""]
    for roots in linux_compositions(tasks) + OTHER_PICTURES:
        lines += [f"## `{' '.join(roots)}`", "", picture(compose(tasks, roots)), ""]
    return "\n".join(lines)


def describe(composed):
    """The tasks, with what each got from those linked into it."""
    def size(dma):
        return f"{dma[0].removeprefix('dma:')} {dma[1] >> 10}K"
    for one in composed:
        rows = [("file", one.task.file),
                ("linked in", ", ".join(part.name for part in one.parts)),
                ("mem", ", ".join(one.mem)),
                ("dma", ", ".join(map(size, one.dma))),
                ("irq", ", ".join(map(str, one.irq))),
                ("deps", ", ".join(one.remote)),
                ("disks", ", ".join(one.disks) if one.remote else ""),
                ("priority", str(one.task.priority)),
                ("may", ", ".join(one.may))]
        print(one.task.name)
        for key, value in rows:
            if value or key in ("mem", "dma", "deps"):
                print(f"    {key:<10} {value or '-'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--apps", default="apps.toml", help="description of the tasks (apps.toml)")
    parser.add_argument("--out", type=Path, help="folder for tasks.mk, task_table.c, embed.S, wiring_*.c")
    parser.add_argument("--print", action="store_true", dest="only_print", help="only print the tasks")
    parser.add_argument("--name", help="name of the composition (default: the tasks, joined by +)")
    parser.add_argument("--header", type=Path, help="write the declarations of the wire functions there")
    parser.add_argument("--pictures", action="store_true", help="print diagrams of the usual compositions")
    parser.add_argument("--list", action="store_true", help="print the names that give each composition of kernel-thread")
    parser.add_argument("tasks", nargs="*", metavar="TASK")
    args = parser.parse_args()
    try:
        tasks = load(args.apps)
        if args.list:
            print("\n".join(" ".join(roots) for roots in linux_compositions(tasks)))
            return
        if args.pictures:
            print(pictures(tasks), end="")
            return
        if args.header:
            args.header.parent.mkdir(parents=True, exist_ok=True)
            write(args.header, header(tasks))
            args.header.touch()
            return
        if not args.tasks:
            raise Refused("no task is named; there are: " + " ".join(sorted(tasks)))
        composed = compose(tasks, merge(args.tasks))
        name = args.name or "+".join(merge(args.tasks))
        if args.out:
            write_all(tasks, composed, name, args.out)
            return
        describe(composed)
        if not args.only_print:
            folder = Path(os.environ.get("OUT", "out/aarch64-debug"), "compose", name)
            write_all(tasks, composed, name, folder)
            print(f"written to {folder}; to build and run it: make TASKS='{' '.join(merge(args.tasks))}' run")
    except Refused as err:
        sys.exit(f"app-parser: {err}")


if __name__ == "__main__":
    main()
