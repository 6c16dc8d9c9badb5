import sys

VALUE = 3
print("sub", __name__, __package__, sys.argv[0])
