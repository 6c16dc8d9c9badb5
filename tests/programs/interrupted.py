import os
import signal
import sys

print("before", flush=True)
match sys.argv[1]:
    case "raise":
        raise KeyboardInterrupt
    case "signal":
        os.kill(os.getpid(), signal.SIGINT)
        signal.pause()
    case "caught":
        try:
            os.kill(os.getpid(), signal.SIGINT)
            signal.pause()
        except KeyboardInterrupt:
            print("caught")
    case name:
        os.kill(os.getpid(), getattr(signal, name))
