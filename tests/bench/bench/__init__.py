# SPDX-License-Identifier: BSD-2-Clause
"""What the benchmark scripts share."""

import pathlib

TOP = pathlib.Path(__file__).resolve().parent.parent.parent.parent
DOCUMENT = TOP / 'docs' / 'performance.md'
