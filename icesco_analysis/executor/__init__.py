"""Notebook and parameters → the executed notebook: the one executor, for the repository's own pages and for others'."""

from icesco_analysis.executor.notebooks import SEED, NotebookError, notebooks_folder, run_notebooks, state_parameters
from icesco_analysis.executor.warm import call_warm

__all__ = ["SEED", "NotebookError", "call_warm", "notebooks_folder", "run_notebooks", "state_parameters"]
