"""A plugin of pytest: nbval's kernels are forks of the warm process, as those of `icesco run`, and start at once."""

import sys

import pytest
from jupyter_client.manager import KernelManager

from icesco_analysis.executor import warm

sys.modules.setdefault("rfc3987_syntax", None)  # built for more than a second, and asked nothing; nbval comes later


def make_manager(**options: object) -> KernelManager:
    """Return a manager as nbval makes it, whose kernel will be a fork."""
    manager = KernelManager(**options)
    manager.provisioner = warm.warm_provisioner(kernel_spec=manager.kernel_spec, parent=manager)
    return manager


def pytest_configure(config: pytest.Config) -> None:  # noqa: ARG001 - named by pytest
    import nbval.kernel

    nbval.kernel.KernelManager = make_manager
    warm.MODULES = (*warm.MODULES, "tests.warm_pages")  # reads the seeds once for all notebooks
