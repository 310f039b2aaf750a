"""Tasks that write tracked files: the computed parts of the README, and the floors of accuracy."""
