# SPDX-License-Identifier: BSD-2-Clause
"""The emulated machine that runs the kit (or the reference Linux): used by tools/run and tests/run."""
