"""A plugin of pytest: puts spendlens.compat.autoclv in the place of the modules of customer_base_audit that it replaces, and says
at the end that no other code of those was run."""

import importlib
import sys

REPLACED = (
    "foundation.data_mart",
    "foundation.rfm",
    "analyses.lens1",
    "analyses.lens2",
    "pandas",
    "pandas.rfm",
    "pandas.lens1",
    "pandas.lens2",
)

for name in REPLACED:
    ours = importlib.import_module(f"spendlens.compat.autoclv.{name}")
    sys.modules[f"customer_base_audit.{name}"] = ours


def pytest_sessionfinish(session, exitstatus):
    for name in REPLACED:
        module = sys.modules[f"customer_base_audit.{name}"]
        assert module.__name__ == f"spendlens.compat.autoclv.{name}", f"{name} was loaded from {module.__file__}"


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"{len(REPLACED)} modules of customer_base_audit were those of spendlens.compat.autoclv")
