import sys

me = sys.modules["__main__"]
print(list(vars(me)))
print(__name__, __file__, __spec__, __package__, __doc__, type(__loader__).__name__, type(__builtins__).__name__)
print(sys.flags, sys.warnoptions, sorted(sys._xoptions), sys.dont_write_bytecode, sys.getrecursionlimit())
print("sitecustomize" in sys.modules, "torch" in sys.modules, sys.executable, sys.prefix, sys.path)
