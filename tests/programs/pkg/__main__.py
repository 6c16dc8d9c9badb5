import sys

from . import sub
from .sub import VALUE

print("main", __name__, __package__, __spec__.name, __file__, sys.argv, sys.path[0], VALUE, sub.__name__)
if len(sys.argv) > 1:
    raise ValueError("in a package")
