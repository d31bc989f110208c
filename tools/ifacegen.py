#!/usr/bin/python3
# SPDX-License-Identifier: BSD-2-Clause
"""Writes client stub and server dispatcher of a service interface.

An interface is an annotated C header (interfaces/ipc/annot.h says how).  For interface x this makes

  x_gen.h      the handle, its table of operations, numbers of the operations, entry points
  x_call.c     the prototypes of the header as calls through the table
  x_client.c   operations that send a message: the client of a server in another task
  x_server.c   the dispatcher: a message to an operation

With --doc, docs/interfaces.md instead: every operation of all the headers given, with its number and its comment.
"""
import argparse
import os
import re
import sys

from pycparser import c_ast, c_parser

UNSIGNED = {"uint8_t": 8, "uint16_t": 16, "uint32_t": 32, "uint64_t": 64, "size_t": 64, "cptr_t": 64,
            "unsigned int": 32, "unsigned": 32}
SIGNED = {"int8_t": 8, "int16_t": 16, "int32_t": 32, "int64_t": 64, "int": 32, "ssize_t": 64}
RESULTS = ("int", "ssize_t", "int64_t")
FLAGS = ("IN_BYTES", "OUT_BYTES", "IN_BULK", "OUT_BULK", "IN_CAP", "OUT_CAP", "IN", "OUT")
TYPEDEFS = "".join(f"typedef {'unsigned ' if t.startswith('u') or t in ('size_t',) else ''}long {t};\n"
                   for t in list(UNSIGNED) + list(SIGNED) if t.endswith("_t") and t != "cptr_t")


BUFFERS = ("in_bytes", "out_bytes", "in_bulk", "out_bulk")
OUT_BUFFERS = ("out_bytes", "out_bulk")
BULK = ("in_bulk", "out_bulk")


class Error(Exception):
    """Something in the header that cannot be turned into messages."""


def strip_comments(text):
    """Comments become blanks; line numbers stay."""
    def blank(match):
        return re.sub(r"[^\n]", " ", match.group(0))
    return re.sub(r"/\*.*?\*/|//[^\n]*", blank, text, flags=re.S)


def matching(text, start):
    """Index behind the parenthesis that closes the one at start."""
    depth = 0
    for i in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[i], 0)
        if depth == 0:
            return i + 1
    raise Error("unbalanced parentheses after an annotation")


def take_annotations(text):
    """Moves each annotation into the name of its parameter: `buf OUT_BYTES(n)` -> `buf__0`.

    Returns the text that is left, plain C, and the list of (flag, expression)."""
    found, out, at = [], [], 0
    pattern = re.compile(r"\b(\w+)\s+(" + "|".join(FLAGS) + r")\b")
    while True:
        match = pattern.search(text, at)
        if match is None:
            out.append(text[at:])
            return "".join(out), found
        end, expr = match.end(), None
        if match.group(2).endswith(("_BYTES", "_BULK")):
            if text[end:end + 1] != "(":
                raise Error(f"{match.group(2)} of {match.group(1)} needs (expression)")
            stop = matching(text, end)
            expr, end = text[end + 1:stop - 1].strip(), stop
        out += [text[at:match.start()], f"{match.group(1)}__{len(found)}"]
        found.append((match.group(2), expr))
        at = end


class Param:
    """A parameter: name, C type, and how it travels (kind)."""

    def __init__(self, decl, notes, handle=False):
        self.flag, self.expr = None, None
        name = decl.name or ""
        match = re.fullmatch(r"(\w+)__(\d+)", name)
        if match:
            name = match.group(1)
            self.flag, self.expr = notes[int(match.group(2))]
        self.name = name
        node = decl.type
        self.pointer = isinstance(node, c_ast.PtrDecl)
        base = node.type if self.pointer else node
        if not isinstance(base, c_ast.TypeDecl):
            raise Error(f"parameter {name}: only scalars and single pointers can travel")
        self.const = "const" in base.quals
        self.struct = isinstance(base.type, c_ast.Struct)
        self.base = "struct " + base.type.name if self.struct else " ".join(base.type.names)
        self.kind = "handle" if handle else self.find_kind()

    def find_kind(self):
        if not self.pointer:
            if self.flag not in (None, "IN_CAP", "OUT_CAP"):
                raise Error(f"parameter {self.name}: {self.flag} wants a pointer")
            if self.base not in UNSIGNED and self.base not in SIGNED:
                raise Error(f"parameter {self.name}: type {self.base} cannot travel by value")
            return "in_cap" if self.flag == "IN_CAP" else "scalar"
        if self.flag is None and self.base == "char" and self.const:
            return "string"
        wants_const = {"IN_BYTES": True, "IN_BULK": True, "IN": True,
                       "OUT_BYTES": False, "OUT_BULK": False, "OUT": False}
        if self.flag not in wants_const:
            raise Error(f"parameter {self.name}: a pointer must say IN, OUT, IN_BYTES(n), OUT_BYTES(n), IN_BULK(n) or OUT_BULK(n)")
        if self.const != wants_const[self.flag]:
            raise Error(f"parameter {self.name}: {self.flag} wants a "
                        f"{'const' if wants_const[self.flag] else 'non-const'} pointer")
        if self.flag in ("IN", "OUT") and self.base in ("void", "char"):
            raise Error(f"parameter {self.name}: {self.flag} wants a struct or scalar type")
        if self.flag == "IN" and not self.struct:
            raise Error(f"parameter {self.name}: pass an IN scalar by value")
        return self.flag.lower()

    def c_type(self):
        return f"{'const ' if self.const else ''}{self.base}{' *' if self.pointer else ' '}"

    def declaration(self):
        return self.c_type() + self.name


class Op:
    """An operation: one prototype."""

    def __init__(self, iface, decl, notes):
        self.full = decl.name
        if not decl.name.startswith(iface + "_"):
            raise Error(f"{decl.name}: operations of {iface} are called {iface}_...")
        self.name = decl.name[len(iface) + 1:]
        func = decl.type
        if not isinstance(func.type, c_ast.TypeDecl) or \
                not isinstance(func.type.type, c_ast.IdentifierType):
            raise Error(f"{decl.name}: the result must be one of {', '.join(RESULTS)}")
        self.result = " ".join(func.type.type.names)
        if self.result not in RESULTS:
            raise Error(f"{decl.name}: the result must be one of {', '.join(RESULTS)}")
        try:
            params = [Param(p, notes, k == 0) for k, p in enumerate(func.args.params if func.args else [])]
        except Error as e:
            raise Error(f"{decl.name}: {e}") from None
        if not params or params[0].base != f"struct {iface}" or not params[0].pointer:
            raise Error(f"{decl.name}: the first parameter must be struct {iface} *")
        self.handle, self.params = params[0], params[1:]
        self.check()

    def check(self):
        scalars = [p.name for p in self.params if p.kind == "scalar"]
        buffers = [p for p in self.params if p.kind in BUFFERS]
        if len(buffers) > 1:
            raise Error(f"{self.full}: at most one buffer an operation")
        if len([p for p in self.params if p.kind == "in_cap"]) > 1:
            raise Error(f"{self.full}: at most one capability an operation")
        for p in buffers:
            for word in re.findall(r"\b[A-Za-z_]\w*", p.expr):
                if word not in scalars and not word.isupper():
                    raise Error(f"{self.full}: size of {p.name} uses {word}, which is no scalar parameter")

    def of_kind(self, *kinds):
        return [p for p in self.params if p.kind in kinds]

    def prototype(self, name):
        args = ", ".join(p.declaration() for p in [self.handle] + self.params)
        return f"{self.result} {name}({args})"

    def size(self, buffer):
        """The size of a buffer, computed in 64 bits whatever the parameters' types."""
        names = {p.name for p in self.of_kind("scalar")}
        return re.sub(r"\b[A-Za-z_]\w*",
                      lambda m: f"(uint64_t){m.group(0)}" if m.group(0) in names else m.group(0), buffer.expr)


class Iface:
    """An interface header."""

    def __init__(self, path):
        self.header = os.path.basename(path)
        with open(path, encoding="utf-8") as f:
            text = strip_comments(f.read())
        names = re.findall(r"^IFACE(_DIRECT)?\((\w+)\)", text, flags=re.M)
        if len(names) != 1:
            raise Error(f"{len(names)} IFACE lines; an interface has one")
        self.direct, self.name = bool(names[0][0]), names[0][1]
        text = re.sub(r"^IFACE.*$", "", text, flags=re.M)
        text = re.sub(r"^[ \t]*#.*$", "", text, flags=re.M)
        text, notes = take_annotations(text)
        ast = c_parser.CParser().parse(TYPEDEFS + "\n#line 1\n" + text, path)
        self.ops = [Op(self.name, d, notes) for d in ast.ext
                    if isinstance(d, c_ast.Decl) and isinstance(d.type, c_ast.FuncDecl)]
        if not self.ops:
            raise Error("no operations")
        for op in self.ops:
            if self.direct and op.of_kind(*BUFFERS):
                raise Error(f"{op.full}: an IFACE_DIRECT has no channel for buffers")
            if not self.direct and op.of_kind("in_cap"):
                raise Error(f"{op.full}: only an IFACE_DIRECT carries capabilities")

    def op_enum(self, op):
        return f"{self.name.upper()}_OP_{op.name.upper()}"


def wrap(text, indent, width=100):
    """Breaks a line at ', ' so that it fits."""
    lines, line = [], ""
    for piece in re.split(r"(?<=,) ", text):
        if line and len(line) + 1 + len(piece) > width:
            lines.append(line)
            line = " " * indent + piece
        else:
            line = f"{line} {piece}" if line else piece
    return "\n".join(lines + [line])


def head(iface, purpose):
    return f"/* Made by tools/ifacegen.py from interfaces/ipc/{iface.header}.\n * {purpose} */\n"


def gen_header(i):
    n = i.name
    out = [head(i, "The handle, its operations and their numbers."), "#pragma once\n"]
    if not i.direct:
        out.append("#include <ipc/channel.h>\n#include <ipc/server.h>\n")
    out.append(f"#include <ipc/{i.header}>\n#include <rt/message.h>\n\nstruct {n}_ops {{\n")
    for op in i.ops:
        out.append(wrap("    " + op.prototype(f"(*{op.name})") + ";", 8) + "\n")
    out.append(f"}};\n\n/* Every instance begins with this. */\nstruct {n} {{\n"
               f"    const struct {n}_ops *ops;\n}};\n\nenum {n}_op {{\n")
    out += [f"    {i.op_enum(op)} = {number},\n" for number, op in enumerate(i.ops, 1)]
    out.append("};\n\n")
    if i.direct:
        out.append(f"/* An instance whose operations are messages to an endpoint. */\n"
                   f"struct {n}_remote {{\n    struct {n} base;\n    uint64_t endpoint;\n}};\n"
                   f"void {n}_remote_init(struct {n}_remote *r, uint64_t endpoint);\n\n"
                   f"/* Performs the operation that m asks for and makes m its answer.  Returns 0, or the negative\n"
                   f" * errno it answered because the message was malformed.  An operation that returns\n"
                   f" * -EINPROGRESS is answered later, by its implementation: m->no_reply is set. */\n"
                   f"int {n}_dispatch(struct {n} *impl, struct rt_message *m);\n")
    else:
        out.append(f"/* An instance whose operations are messages to the named service; waits until it is up.\n"
                   f" * NULL, with a line in the log, when it cannot be reached. */\n"
                   f"struct {n} *{n}_remote_new(const char *service);\n\n"
                   f"/* Performs the operation that m asks for and makes m its answer.  Returns 0, or the negative\n"
                   f" * errno it answered because the message was malformed. */\n"
                   f"int {n}_dispatch(struct {n} *impl, struct ipc_server_client *client, struct rt_message *m);\n"
                   f"/* Serves impl to other tasks for ever. */\n"
                   f"_Noreturn void {n}_serve(struct {n} *impl);\n"
                   f"/* The same with an instance for each client. */\n"
                   f"_Noreturn void {n}_serve_each(struct {n} *(*instance)(uint64_t badge));\n")
    return "".join(out)


def gen_call(i):
    out = [head(i, "The interface's functions: calls through the instance's table."),
           f"#include <ipc/{i.name}_gen.h>\n"]
    for op in i.ops:
        args = ", ".join(p.name for p in [op.handle] + op.params)
        out.append("\n" + wrap(op.prototype(op.full), 4) + "\n{\n" +
                   wrap(f"    return {op.handle.name}->ops->{op.name}({args});", 8) + "\n}\n")
    return "".join(out)


def words_assert(op, direct, total):
    """Compile-time proof that the largest message of the operation fits.  total: words of other things."""
    parts = [str(total + len(op.of_kind("scalar", *BUFFERS)))]
    parts += ["1 + RT_BULK_PIECES" for _ in op.of_kind(*BULK)]
    parts += [f"{1 if direct else '1 + IPC_STRING_MAX / 8'}" for _ in op.of_kind("string")]
    parts += [f"(sizeof({p.base}) + 7) / 8" for p in op.of_kind("in")]
    return f"    _Static_assert({' + '.join(parts)} <= RT_MESSAGE_WORDS, \"{op.full}: message too long\");\n"


def client_put(op, wire, direct):
    out = []
    for p in op.params:
        if p.kind == "scalar":
            out.append(f"    ipc_put_word(&{wire}, (uint64_t){p.name});\n")
        elif p.kind == "string":
            limit = "RT_MESSAGE_WORDS * 8" if direct else "IPC_STRING_MAX - 1"
            out.append(f"    ipc_put_string(&{wire}, {p.name}, {limit});\n")
        elif p.kind == "in":
            out.append(f"    ipc_put_bytes(&{wire}, {p.name}, sizeof(*{p.name}));\n")
        elif p.kind == "in_bytes":
            out.append(f"    ipc_request_in(&rq, {p.name}, {op.size(p)});\n")
        elif p.kind == "out_bytes":
            out.append(f"    ipc_request_room(&rq, {op.size(p)});\n")
        elif p.kind in BULK:
            out.append(f"    ipc_request_bulk_{p.kind.split('_')[0]}(&rq, {p.name}, {op.size(p)});\n")
        elif p.kind == "in_cap":
            out.append(f"    m.out_cap = {p.name};\n")
    return "".join(out)


def client_get(op, wire):
    """Results into locals first: out-pointers are written only when the whole answer is good."""
    outs = op.of_kind("out")
    declare = "".join(f"    {p.base} {p.name}_out;\n" for p in outs)
    get = "".join(f"        ipc_get_bytes(&{wire}, &{p.name}_out, sizeof({p.name}_out));\n" for p in outs)
    store = "".join(f"        *{p.name} = {p.name}_out;\n" for p in outs)
    return declare, get, store


def limit_result(op, signed_max):
    return f"    if (result > {signed_max})\n        result = -EIO;\n" if signed_max else ""


def gen_client_direct(i):
    n = i.name
    out = [head(i, "Operations that send a message and wait for its answer."),
           f"#include <ipc/{n}_gen.h>\n\n#include <limits.h>\n\n#include <ipc/transport.h>\n"
           f"#include <ipc/wire.h>\n#include <linux/errno.h>\n\n"
           f"static uint64_t endpoint_of(struct {n} *handle)\n{{\n"
           f"    return ((struct {n}_remote *)handle)->endpoint;\n}}\n"]
    for op in i.ops:
        declare, get, store = client_get(op, "out")
        body = ["\n", wrap("static " + op.prototype(f"remote_{op.name}"), 4), "\n{\n",
                words_assert(op, True, 0),
                f"    struct rt_message m = {{.label = {i.op_enum(op)}}};\n"
                f"    struct ipc_wire in = ipc_wire(m.mr, RT_MESSAGE_WORDS);\n", declare,
                client_put(op, "in", True),
                "    if (in.err != 0)\n        return in.err;\n\n"
                "    m.length = in.used;\n"
                f"    ipc_transport_call(endpoint_of({op.handle.name}), &m);\n"
                "    struct ipc_wire out = ipc_wire(m.mr, m.length);\n"]
        high = "INT_MAX" if op.result == "int" else "INT64_MAX"
        body.append(f"    int64_t result = ipc_get_signed(&out, -4095, {high});\n")
        if get:
            body.append("    if (result >= 0) {\n" + get + "    }\n")
        body.append("    if (out.err != 0)\n        return -EIO;\n")
        if store:
            body.append("    if (result >= 0) {\n" + store + "    }\n")
        body.append(f"    return ({op.result})result;\n}}\n")
        out += body
    out += [f"\nstatic const struct {n}_ops remote_ops = {{\n"]
    out += [f"    .{op.name} = remote_{op.name},\n" for op in i.ops]
    out += [f"}};\n\nvoid {n}_remote_init(struct {n}_remote *r, uint64_t endpoint)\n{{\n"
            f"    r->base.ops = &remote_ops;\n    r->endpoint = endpoint;\n}}\n"]
    return "".join(out)


def client_request(op, i):
    """A stub: the request, made once more with the bytes when the server cannot do with a buffer's name."""
    declare, get, store = client_get(op, "rq.out")
    bulk = op.of_kind(*BULK)
    work = [f"    ipc_request_begin(channel_of({op.handle.name}), &rq, {i.op_enum(op)});\n",
            client_put(op, "rq.in", False),
            f"    {'' if bulk else 'int64_t '}result = ipc_request_call(&rq);\n"]
    buffers = op.of_kind(*OUT_BUFFERS)
    limit = "INT_MAX" if op.result == "int" else None
    if buffers and op.result != "int":
        limit = f"(int64_t)({op.size(buffers[0])})"
    work.append(limit_result(op, limit))
    if get:
        work.append("    if (result >= 0) {\n" + get +
                    "        if (rq.out.err != 0)\n            result = -EIO;\n    }\n")
    if store or buffers:
        work.append("    if (result >= 0) {\n" + store)
        for p in buffers:
            count = op.size(p) if op.result == "int" else "(uint64_t)result"
            take = "bulk_take" if p.kind == "out_bulk" else "out"
            work.append(f"        int err = ipc_request_{take}(&rq, {p.name}, {count});\n"
                        "        if (err)\n            result = err;\n")
        work.append("    }\n")
    work.append("    ipc_request_end(&rq);\n")
    text = "".join(work)
    if bulk:
        text = ("    int64_t result;\n    do {\n" + re.sub(r"^(?=.)", "    ", text, flags=re.M) +
                "    } while (ipc_request_again(&rq, result));\n")
    return ["\n", wrap("static " + op.prototype(f"remote_{op.name}"), 4), "\n{\n",
            words_assert(op, False, 1), "    struct ipc_request rq;\n", declare, "    rq.carry = false;\n" if bulk else "", text,
            f"    return ({op.result})result;\n}}\n"]


def gen_client_channel(i):
    n = i.name
    out = [head(i, "Operations that are requests through a channel."),
           f"#include <ipc/{n}_gen.h>\n\n#include <limits.h>\n#include <stdlib.h>\n\n#include <ipc/channel.h>\n"
           f"#include <linux/errno.h>\n\n"
           f"struct {n}_remote {{\n    struct {n} base;\n    struct ipc_channel channel;\n}};\n\n"
           f"static struct ipc_channel *channel_of(struct {n} *handle)\n{{\n"
           f"    return &((struct {n}_remote *)handle)->channel;\n}}\n"]
    for op in i.ops:
        out += client_request(op, i)
    any_bulk = any(op.of_kind(*BULK) for op in i.ops)
    names_memory = "    if (r != NULL)\n        r->channel.bulk = true;\n" if any_bulk else ""
    out += [f"\nstatic const struct {n}_ops remote_ops = {{\n"]
    out += [f"    .{op.name} = remote_{op.name},\n" for op in i.ops]
    out += [f"}};\n\nstruct {n} *{n}_remote_new(const char *service)\n{{\n"
            f"    struct {n}_remote *r = calloc(1, sizeof(*r));\n"
            f"{names_memory}    if (r == NULL || ipc_channel_open(&r->channel, service) != 0) {{\n"
            f"        free(r);\n        return NULL;\n    }}\n"
            f"    r->base.ops = &remote_ops;\n    return &r->base;\n}}\n"]
    return "".join(out)


def server_get(op, call, wire, direct):
    out = []
    for p in op.params:
        if p.kind == "scalar" and p.base in SIGNED:
            bits = SIGNED[p.base]
            out.append(f"    {p.base} {p.name} = ({p.base})ipc_get_signed(&{wire}, INT{bits}_MIN, INT{bits}_MAX);\n")
        elif p.kind == "scalar":
            out.append(f"    {p.base} {p.name} = ({p.base})ipc_get_word(&{wire}, UINT{UNSIGNED[p.base]}_MAX);\n")
        elif p.kind == "string":
            size = "RT_MESSAGE_WORDS * 8 + 1" if direct else "IPC_STRING_MAX"
            out.append(f"    char {p.name}[{size}];\n"
                       f"    ipc_get_string(&{wire}, {p.name}, sizeof({p.name}));\n")
        elif p.kind == "in":
            out.append(f"    {p.base} {p.name};\n"
                       f"    ipc_get_bytes(&{wire}, &{p.name}, sizeof({p.name}));\n")
        elif p.kind == "out":
            zero = "{0}" if p.struct else "0"
            out.append(f"    {p.base} {p.name} = {zero};\n")
        elif p.kind in BUFFERS:
            out.append(f"@{'BULK' if p.kind in BULK else 'BUFFER'}@{p.name}@{op.size(p)}@\n")
        elif p.kind == "in_cap":
            out.append(f"    cptr_t {p.name} = {call}->cap_slot;\n"
                       f"    if ({call}->caps == 0 && {wire}.err == 0)\n        {wire}.err = -EINVAL;\n")
    # a buffer's size may use parameters behind it: its offset is a word in its place, its check comes last
    text, late = [], []
    for line in out:
        match = re.fullmatch(r"@(BUFFER|BULK)@(\w+)@(.*)@\n", line)
        if not match:
            text.append(line)
            continue
        kind, name, size = match.groups()
        if kind == "BULK":
            text.append(f"    struct ipc_place {name}_place;\n    ipc_call_place({call}, &{name}_place);\n")
            late.append(f"    void *{name} = ipc_call_bulk({call}, &{name}_place, {size});\n")
        else:
            text.append(f"    uint64_t {name}_offset = ipc_get_word(&{wire}, UINT64_MAX);\n")
            late.append(f"    void *{name} = ipc_call_buffer({call}, {name}_offset, {size});\n")
    return "".join(text + late)


def server_args(op):
    args = ["impl"] + [("&" if p.kind in ("in", "out") else "") + p.name for p in op.params]
    return ", ".join(args)


def server_put(op, wire, indent):
    pad = " " * indent
    return "".join(f"{pad}ipc_put_bytes(&{wire}, &{p.name}, sizeof({p.name}));\n" for p in op.of_kind("out"))


def gen_server_direct(i):
    n = i.name
    out = [head(i, "From a message to an operation of the implementation."),
           f"#include <ipc/{n}_gen.h>\n\n#include <ipc/wire.h>\n#include <linux/errno.h>\n"]
    for op in i.ops:
        body = [f"\nstatic int64_t serve_{op.name}(struct {n} *impl, const struct rt_message *m, "
                f"struct ipc_wire *in,\n                      struct ipc_wire *out)\n{{\n"]
        uses_m = "" if op.of_kind("in_cap") else "    (void)m;\n"
        uses_in = "" if op.of_kind("scalar", "string", "in", "in_cap") else "    (void)in;\n"
        uses_out = "" if op.of_kind("out") else "    (void)out;\n"
        body.append(uses_m + uses_in + uses_out + server_get(op, "m", "(*in)", True).replace("&(*in)", "in")
                    .replace("(*in).", "in->"))
        if not uses_in:
            body.append("    if (in->err != 0)\n        return in->err;\n")
        body.append(wrap(f"    int64_t result = impl->ops->{op.name}({server_args(op)});", 8) + "\n")
        if op.of_kind("out"):
            body.append("    if (result >= 0) {\n" + server_put(op, "(*out)", 8).replace("&(*out)", "out") +
                        "    }\n")
        body.append("    return result;\n}\n")
        out += body
    out += [f"\ntypedef int64_t serve_fn(struct {n} *, const struct rt_message *, struct ipc_wire *, "
            f"struct ipc_wire *);\n\nstatic serve_fn *const serve[] = {{\n"]
    out += [f"    [{i.op_enum(op)}] = serve_{op.name},\n" for op in i.ops]
    out += [f"""}};

int {n}_dispatch(struct {n} *impl, struct rt_message *m)
{{
    uint64_t words[RT_MESSAGE_WORDS - 1];
    struct ipc_wire in = ipc_wire(m->mr, m->length < RT_MESSAGE_WORDS ? m->length : RT_MESSAGE_WORDS);
    struct ipc_wire out = ipc_wire(words, RT_MESSAGE_WORDS - 1);
    bool known = m->label < sizeof(serve) / sizeof(serve[0]) && serve[m->label] != NULL;
    int64_t result = known ? serve[m->label](impl, m, &in, &out) : -ENOSYS;

    if (result == -EINPROGRESS)
        m->no_reply = true;
    m->label = RT_LABEL_DONE;
    m->mr[0] = (uint64_t)result;
    for (uint32_t i = 0; i < out.used; i++)
        m->mr[1 + i] = words[i];
    m->length = 1 + out.used;
    return known ? in.err : -ENOSYS;
}}
"""]
    return "".join(out)


def gen_server_channel(i):
    n = i.name
    out = [head(i, "From a request to an operation of the implementation."),
           f"#include <ipc/{n}_gen.h>\n\n#include <ipc/server.h>\n#include <linux/errno.h>\n"]
    for op in i.ops:
        body = [f"\nstatic int64_t serve_{op.name}(struct {n} *impl, struct ipc_call *call)\n{{\n"]
        body.append(server_get(op, "call", "call->in", False))
        body.append("    if (call->in.err != 0)\n        return call->in.err;\n")
        body.append(wrap(f"    int64_t result = impl->ops->{op.name}({server_args(op)});", 8) + "\n")
        if op.of_kind("out"):
            body.append("    if (result >= 0) {\n" + server_put(op, "call->out", 8) + "    }\n")
        body.append("    return result;\n}\n")
        out += body
    out += [f"\ntypedef int64_t serve_fn(struct {n} *, struct ipc_call *);\n\n"
            "static serve_fn *const serve[] = {\n"]
    out += [f"    [{i.op_enum(op)}] = serve_{op.name},\n" for op in i.ops]
    out += [f"""}};

int {n}_dispatch(struct {n} *impl, struct ipc_server_client *client, struct rt_message *m)
{{
    struct ipc_call call;
    uint64_t op = m->label;
    int err = ipc_call_begin(&call, client, m);
    if (err) {{
        ipc_refuse(m, err);
        return err;
    }}
    bool known = op < sizeof(serve) / sizeof(serve[0]) && serve[op] != NULL;
    int64_t result = known ? serve[op](impl, &call) : -ENOSYS;
    ipc_call_end(&call, result);
    return known ? call.in.err : -ENOSYS;
}}

static int dispatch_any(void *impl, struct ipc_server_client *client, struct rt_message *m)
{{
    return {n}_dispatch(impl, client, m);
}}

void {n}_serve(struct {n} *impl)
{{
    struct ipc_server server = {{.dispatch = dispatch_any, .impl = impl}};
    ipc_serve(&server);
}}

static struct {n} *(*make_instance)(uint64_t badge);

static void *instance_any(uint64_t badge)
{{
    return make_instance(badge);
}}

void {n}_serve_each(struct {n} *(*instance)(uint64_t badge))
{{
    make_instance = instance;
    struct ipc_server server = {{.dispatch = dispatch_any, .instance = instance_any}};
    ipc_serve(&server);
}}
"""]
    return "".join(out)


def fuzz_param(op, p):
    """Statements of a fuzzed operation that use all of a parameter."""
    if p.kind == "string":
        return f"    fuzz_use_string({p.name});\n"
    if p.kind == "in":
        return f"    fuzz_use({p.name}, sizeof(*{p.name}));\n"
    if p.kind == "out":
        return f"    fuzz_fill({p.name}, sizeof(*{p.name}));\n"
    if p.kind in BULK:
        return f"    fuzz_bulk({p.name}, {op.size(p)}, {'true' if p.kind == 'out_bulk' else 'false'});\n"
    if p.kind == "in_bytes":
        return f"    fuzz_use({p.name}, {op.size(p)});\n"
    if p.kind == "out_bytes":
        return f"    fuzz_fill({p.name}, {op.size(p)});\n"
    return f"    (void){p.name};\n"


def fuzz_argument(op, p):
    """(statements, argument, clean-up) of a random call of an operation."""
    if p.kind == "string":
        return f"        char *{p.name} = fuzz_string();\n", p.name, f"        free({p.name});\n"
    if p.kind in ("in", "out"):
        return f"        {p.base} {p.name};\n        fuzz_fill(&{p.name}, sizeof({p.name}));\n", "&" + p.name, ""
    if p.kind in BUFFERS:
        return f"        void *{p.name} = fuzz_buffer({op.size(p)});\n", p.name, f"        free({p.name});\n"
    return f"        {p.base} {p.name} = ({p.base})fuzz_word();\n", p.name, ""


def gen_fuzz(i):
    """An implementation that uses everything it is given, and calls with random arguments."""
    n = i.name
    out = [head(i, "For tests: operations that use all they get, calls with random arguments."),
           f"#include <ipc/{n}_gen.h>\n\n#include <stdlib.h>\n\n#include \"fuzz.h\"\n\n"
           f"extern const struct {n}_ops {n}_fuzz_ops;\nextern const unsigned {n}_fuzz_count;\n"
           f"void {n}_fuzz_call(struct {n} *handle, unsigned op);\n"]
    for op in i.ops:
        out += ["\n", wrap("static " + op.prototype(f"fuzz_{op.name}"), 4), "\n{\n", f"    (void){op.handle.name};\n"]
        out += [fuzz_param(op, p) for p in op.params]
        out.append(f"    return ({op.result})fuzz_result();\n}}\n")
    out.append(f"\nconst struct {n}_ops {n}_fuzz_ops = {{\n")
    out += [f"    .{op.name} = fuzz_{op.name},\n" for op in i.ops]
    out.append(f"}};\n\nconst unsigned {n}_fuzz_count = {len(i.ops)};\n\n"
               f"void {n}_fuzz_call(struct {n} *handle, unsigned op)\n{{\n    switch (op) {{\n")
    for op in i.ops:
        scalars_first = sorted(op.params, key=lambda p: p.kind in BUFFERS)
        made = {p.name: fuzz_argument(op, p) for p in scalars_first}
        args = ", ".join(["handle"] + [made[p.name][1] for p in op.params])
        out.append(f"    case {i.op_enum(op)}: {{\n" + "".join(made[p.name][0] for p in scalars_first))
        out.append(wrap(f"        int64_t result = {op.full}({args});", 12) + "\n")
        buffers = op.of_kind(*OUT_BUFFERS)
        limit = f"(uint64_t)({op.size(buffers[0])})" if buffers and op.result != "int" else "INT64_MAX"
        out.append(f"        fuzz_check(result >= -4095 && (result < 0 || (uint64_t)result <= {limit}));\n")
        out += [made[p.name][2] for p in scalars_first]
        out.append("        break;\n    }\n")
    out.append("    }\n}\n")
    return "".join(out)


def comment_of(text):
    """A C comment's text, as one line."""
    lines = [re.sub(r"^\s*\*\s?", "", line) for line in text.strip()[2:-2].split("\n")]
    return re.sub(r"\s+", " ", " ".join(lines)).strip()


def comments(path):
    """{name of an operation: the comment above its prototype}, and the comment that begins the header."""
    with open(path, encoding="utf-8") as f:
        text = f.read()
    found = re.findall(r"(/\*(?:[^*]|\*(?!/))*\*/)\n(?:int|ssize_t|int64_t)\s+(\w+)\(", text)
    first = re.findall(r"/\*(?:[^*]|\*(?!/))*\*/", text)[1]
    return {name: comment_of(comment) for comment, name in found}, comment_of(first)


def gen_doc(paths):
    """One page about all interfaces."""
    out = ["# Service interfaces\n\nMade from `interfaces/ipc/*.h` by `make interface-docs`; what the annotations mean is in "
           "`interfaces/ipc/annot.h`, how calls\ntravel in [runtime.md](runtime.md). A result of 0 or more is a result, below "
           "0 a Linux error number.\n"]
    for path in paths:
        i = Iface(path)
        about, first = comments(path)
        kind = "messages only" if i.direct else "messages and a channel"
        out.append(f"\n## {i.name}\n\n{first} ({kind}; `interfaces/ipc/{i.header}`)\n\n| number | operation | |\n|---:|---|---|\n")
        for number, op in enumerate(i.ops, 1):
            args = ", ".join(doc_param(op, p) for p in op.params)
            text = about.get(op.full, "").replace("|", "\\|")
            out.append(f"| {number} | `{op.result} {op.full}({args})` | {text} |\n")
    return "".join(out)


def doc_param(op, p):
    words = {"in_bytes": "in", "out_bytes": "out", "in_bulk": "in, may be named", "out_bulk": "out, may be named", "in": "in",
             "out": "out", "in_cap": "capability"}
    kind = "out: capability" if p.flag == "OUT_CAP" else words.get(p.kind)
    size = f" of {p.expr} bytes" if p.kind in BUFFERS else ""
    return p.declaration() + (f" [{kind}{size}]" if kind else "")


def write(path, text):
    """Leaves a file that would not change untouched, so that make does not rebuild its users."""
    try:
        with open(path, encoding="utf-8") as f:
            if f.read() == text:
                return
    except FileNotFoundError:
        pass
    with open(path, "w", encoding="utf-8") as f:
        f.write(text)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("headers", nargs="+", metavar="header", help="interface, for instance interfaces/ipc/block.h")
    parser.add_argument("-o", "--output", metavar="DIR", help="folder for the four files")
    parser.add_argument("--doc", metavar="FILE", help="write the documentation of all the headers there, and nothing else")
    parser.add_argument("--fuzz", action="store_true", help="make x_fuzz.c too, for tests")
    args = parser.parse_args()
    if not args.doc and (not args.output or len(args.headers) != 1):
        parser.error("one header and -o DIR, or --doc FILE and any number of headers")
    header = args.headers[0]
    try:
        if args.doc:
            write(args.doc, gen_doc(args.headers))
            return 0
        i = Iface(header)
    except (Error, OSError, c_parser.ParseError) as e:
        print(f"ifacegen: {header}: {e}", file=sys.stderr)
        return 1
    os.makedirs(args.output, exist_ok=True)
    client = gen_client_direct if i.direct else gen_client_channel
    server = gen_server_direct if i.direct else gen_server_channel
    for suffix, text in (("gen.h", gen_header(i)), ("call.c", gen_call(i)), ("client.c", client(i)),
                         ("server.c", server(i))):
        write(os.path.join(args.output, f"{i.name}_{suffix}"), text)
    if args.fuzz:
        write(os.path.join(args.output, f"{i.name}_fuzz.c"), gen_fuzz(i))
    return 0


if __name__ == "__main__":
    sys.exit(main())
