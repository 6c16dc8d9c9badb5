import os
import sys

os.chdir("/")
print(os.getcwd(), __file__, sys.path[0])
raise OSError("after chdir")
