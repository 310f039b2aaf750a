"""One process that has imported what notebooks need → forks of it: a function's result, or the kernel of a notebook.

Importing pandas, matplotlib, seaborn and IPython takes longer than what most notebooks do with them. Python's fork
server does it once; each fork starts with these modules and nothing else that another one did. Where there is no fork
server (Windows), everything runs as it does without.
"""

import atexit
import multiprocessing
import os
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext  # Windows has none

MODULES = (
    "icesco_analysis.figures.accuracy",
    "icesco_analysis.figures.activity",
    "icesco_analysis.figures.partners",
    "icesco_analysis.figures.topics",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "icesco_analysis.corpus.rehearsal",  # the last: what is imported by then is kept from the search for garbage
)
"""What is imported before the first fork; with it comes what these modules import."""

Result = TypeVar("Result")


@cache
def find_server() -> "ForkServerContext | None":
    """Return the server, which starts with its first fork and ends with this process; None where there is none."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return None
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(list(MODULES))
    # Python would leave it behind, unwaited for, so that its processor time would be nobody's.
    atexit.register(import_module("multiprocessing.forkserver")._forkserver._stop)
    return server


def call_warm(function: Callable[..., Result], *arguments: object) -> Result:
    """Return what a function of a module returns for these arguments, called in a fork of the warm process.

    Function, arguments and result are pickled. As with every use of `multiprocessing`, a script that calls this does
    so under ``if __name__ == "__main__"``.
    """
    server = find_server()
    if server is None:
        return function(*arguments)
    with ProcessPoolExecutor(1, mp_context=server) as pool:
        return pool.submit(function, *arguments).result()


class _Fork:
    """A kernel in a fork, with as much of `subprocess.Popen` as jupyter_client asks of a process."""

    stdin = stdout = stderr = None

    def __init__(self, server: "ForkServerContext", *, command: Sequence[str], cwd: str, env: dict[str, str]) -> None:
        self._process = server.Process(target=_serve, args=(list(command), cwd, env))
        self._process.start()
        self.pid = self._process.pid or 0

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self.poll()

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)


def warm_provisioner(**arguments: Any) -> Any:
    """Return a provisioner (of jupyter_client) that forks its kernels; None where there is no server."""
    server = find_server()
    if server is None:
        return None
    fork = partial(_Fork, server)

    class WarmProvisioner(import_module("jupyter_client.provisioning").LocalProvisioner):  # type: ignore[misc]
        async def launch_kernel(self, cmd: list[str], **launch: Any) -> Any:
            self.cwd = launch["cwd"]
            self.process = fork(command=cmd, cwd=self.cwd, env=launch["env"])
            self.pid = self.pgid = self.process.pid
            return self.connection_info

    return WarmProvisioner(**arguments)


def _serve(command: list[str], cwd: str, env: dict[str, str]) -> None:
    """Be the kernel that `command` starts, until it is shut down or whoever asked for it is gone."""
    os.setsid()
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    sys.argv = command
    Thread(target=_end_with_parent, daemon=True).start()
    _settle()
    arguments = [*command[command.index("-f") :], f"--IPKernelApp.parent_handle={os.getppid()}"]
    import_module("ipykernel.kernelapp").launch_new_instance(argv=arguments)


def _settle() -> None:
    """Set what pandas and matplotlib choose when they are imported, as they choose it in a notebook."""
    if not os.environ.get("MPLBACKEND"):
        os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import_module("matplotlib").rcParams["backend"] = os.environ["MPLBACKEND"]
    import_module("pandas").options.display.max_columns = 20


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
