import threading
import sys


def fails():
    raise ValueError("in a thread")


thread = threading.Thread(target=fails, name="worker")
thread.start()
thread.join()
if sys.argv[1] == "own":
    threading.excepthook = lambda args: print("own hook", args.exc_value)
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
print(threading.main_thread() is threading.current_thread(), threading.active_count())


class Fails:
    def __call__(self):
        raise ValueError("unraisable")

    def __repr__(self):
        return "<a repr without an address>"


class Unraisable:
    __del__ = Fails()


Unraisable()
