# SPDX-License-Identifier: BSD-2-Clause
"""The test runner: collects cases, runs them in the emulated machine, compares and reports."""
