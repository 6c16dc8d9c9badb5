import os
import sys

child = os.fork()
if child == 0:
    print("child", flush=True)
    raise ValueError("in the child")
print("parent", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
sys.stdout.flush()
os.execv(sys.executable, [sys.executable, "-c", "import os, sys; print(sys.argv, 'PYTHONPATH' in os.environ)"])
