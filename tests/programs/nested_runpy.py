import os
import runpy
import sys

here = os.path.dirname(os.path.abspath(__file__))
runpy.run_path(os.path.join(here, "argv.py"), run_name="__main__")
sys.path.insert(0, here)
runpy.run_module("pkg.sub", run_name="__main__", alter_sys=True)
