"""The command ``shapefault``, also as ``python -m shapefault``."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; the exit status."""
    args = sys.argv[1:]
    if args[:1] == ["run"]:  # by far the commonest, and the one whose start is felt
        if not sys.flags.safe_path:
            del sys.path[0]  # the user's folder: a json.py in it is the program's, not ours
        from shapefault.integrations.launch import main as run

        return run(args[1:])
    from shapefault.integrations.cli import main as command_line

    return command_line(args)


if __name__ == "__main__":
    sys.exit(main())
