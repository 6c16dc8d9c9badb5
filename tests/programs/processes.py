"""Children under each start method see the program, not what runs it."""

import multiprocessing as mp
import sys


class Job:
    def __init__(self, n):
        self.n = n


def work(job):
    main = sys.modules["__main__"]
    return job.n * 2, type(job).__module__, main.__name__, main.__file__, sys.argv, sys.path[0]


def fails(job):
    raise ValueError(f"job {job.n}")


if __name__ == "__main__":
    context = mp.get_context(sys.argv[1])
    with context.Pool(1) as pool:
        print(pool.map(work, [Job(1), Job(2)]))
    child = context.Process(target=fails, args=(Job(3),), name="child")
    child.start()
    child.join()
    print(child.exitcode)
    if len(sys.argv) > 2:
        with context.Pool(1) as pool:
            pool.map(fails, [Job(4)])
