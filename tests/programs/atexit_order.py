import atexit
import sys
import threading
import time


class Last:
    def __del__(self):
        print("del", flush=True)


def slow():
    time.sleep(0.05)
    print("thread ends")


keep = Last()
atexit.register(print, "first registered, last called")
atexit.register(print, "second")
threading.Thread(target=slow).start()
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print("main ends")
if len(sys.argv) > 1:
    raise RuntimeError("with handlers waiting")
