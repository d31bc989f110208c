# SPDX-License-Identifier: BSD-2-Clause
"""Errors of a run and the exit statuses that tell them apart."""

STATUS_USAGE = 2            # the command line is wrong
STATUS_SYSTEM = 125         # the machine or the system failed, not the program


class RunError(Exception):
    """The machine could not be started, or the system in it failed."""
