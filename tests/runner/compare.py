# SPDX-License-Identifier: BSD-2-Clause
"""Comparing outputs: with the few filters for what legitimately differs between two systems."""

import difflib
import re

from .cases import CASES

FILTERS = CASES / 'filters'


def load_filters():
    """Pairs (pattern, replacement) of the file `filters`: /pattern/replacement/ on a line, # comments."""
    filters = []
    for number, line in enumerate(FILTERS.read_text(encoding='utf-8').splitlines(), start=1):
        if not line.strip() or line.startswith('#'):
            continue
        parts = line.split(line[0])
        if len(parts) != 4 or parts[3]:
            raise ValueError(f'{FILTERS}:{number}: /pattern/replacement/ is needed')
        filters.append((re.compile(parts[1], re.M), parts[2]))
    return filters


def apply(filters, text):
    """Text with everything that may differ replaced."""
    for pattern, replacement in filters:
        text = pattern.sub(replacement, text)
    return text


def difference(want, got, limit=30):
    """Lines of a unified diff, cut to a limit."""
    lines = list(difflib.unified_diff(want.splitlines(), got.splitlines(), 'Linux', 'here',
                                      lineterm='', n=2))
    if len(lines) > limit:
        lines = [*lines[:limit], f'... {len(lines) - limit} more lines']
    return lines
