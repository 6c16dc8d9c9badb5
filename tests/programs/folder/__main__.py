import sys

import beside

print("folder", __name__, __package__, __file__, sys.argv, sys.path[0], beside.VALUE)
if len(sys.argv) > 1:
    raise ValueError("in a folder")
