import sys


def mine(kind, error, traceback):
    print("mine:", kind.__name__, error, traceback.tb_lineno, traceback.tb_frame.f_back, file=sys.stderr)
    if sys.argv[1] == "raises":
        raise LookupError("in the hook")
    if sys.argv[1] == "exits":
        sys.exit(5)


if sys.argv[1] == "deleted":
    del sys.excepthook
elif sys.argv[1] == "none":
    sys.excepthook = None
elif sys.argv[1] == "chained":
    before = sys.excepthook

    def after(*args):
        before(*args)
        mine(*args)

    sys.excepthook = after
else:
    sys.excepthook = mine
raise ValueError("seen by a hook")
