import sys
import traceback
import warnings

traceback.print_stack()
warnings.warn("too far up the stack", stacklevel=3)
warnings.warn("at home", DeprecationWarning, stacklevel=1)
try:
    sys._getframe(1)
except ValueError as error:
    print(error)
print("\d")
