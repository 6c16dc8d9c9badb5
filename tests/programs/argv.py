import os
import sys

print(sys.argv, sys.path[0], sys.orig_argv[1:])
print(sorted(name for name in os.environ if "PYTHON" in name or "SHAPEFAULT" in name))
