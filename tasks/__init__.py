"""Tasks: what writes or compares tracked files beside the analysis itself."""
