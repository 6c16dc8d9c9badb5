import os
import sys
import threading

CODES = {"none": None, "zero": 0, "three": 3, "big": 300, "text": "out of memory, says the program", "tuple": (1, 2),
         "true": True, "negative": -1, "float": 2.5}
kind = sys.argv[1]
print("before")
if kind == "thread":
    thread = threading.Thread(target=sys.exit, args=(7,))
    thread.start()
    thread.join()
    print("after")
elif kind == "os":
    sys.stdout.flush()
    os._exit(9)
elif kind == "raise":
    raise SystemExit
elif kind == "nested":
    try:
        1 / 0
    except ZeroDivisionError:
        sys.exit("nested")
else:
    sys.exit(CODES[kind])
