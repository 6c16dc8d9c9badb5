import io
import os
import sys

match sys.argv[1]:
    case "no-stderr":
        sys.stderr = None
    case "closed-stderr":
        sys.stderr.close()
    case "closed-fds":
        os.close(2)
    case "captured":
        sys.stderr = io.StringIO()
    case "binary":
        sys.stdout.buffer.write(bytes(range(256)))
    case "broken-pipe":
        read, write = os.pipe()
        os.close(read)
        os.write(write, b"x")
print("printed")
raise ValueError("into the streams")
