# SPDX-License-Identifier: BSD-2-Clause
"""Tables on the terminal and in docs/performance.md."""

import math
import re

from . import DOCUMENT


def mean(pairs):
    """Geometric mean of ratios a/b."""
    return math.exp(sum(math.log(a / b) for a, b in pairs) / len(pairs)) if pairs else float('nan')


def text(head, lines):
    """Aligned columns; the first is to the left."""
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    return '\n'.join('  '.join(cell.ljust(w) if i == 0 else cell.rjust(w)
                               for i, (cell, w) in enumerate(zip(line, widths))).rstrip() for line in [head, *lines])


def markdown(head, lines):
    """The same as a table of a document."""
    out = ['| ' + ' | '.join(head) + ' |', '|---' + '|---:' * (len(head) - 1) + '|']
    return '\n'.join(out + ['| ' + ' | '.join(line) + ' |' for line in lines])


def write(mark, new):
    """Put a table between <!-- MARK --> and <!-- end of MARK --> of the document."""
    old = DOCUMENT.read_text(encoding='utf-8')
    pattern = rf'(<!-- {mark} -->\n).*?(<!-- end of {mark} -->)'
    if not re.search(pattern, old, re.S):
        raise ValueError(f'{DOCUMENT.name} has no place for "{mark}"')
    DOCUMENT.write_text(re.sub(pattern, lambda m: f'{m[1]}{new}\n{m[2]}', old, flags=re.S), encoding='utf-8')
