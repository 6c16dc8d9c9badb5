"""How shapefault meets the user: the command line, and the hooks in a running program."""
