"""A rank of a job under torchrun: rank 1 fails by its shape, rank 0 a little later, of itself or by SIGTERM."""

import os
import sys
import time
import types

if sys.argv[1] == "install":
    import shapefault

    shapefault.install()

rank = int(os.environ["RANK"])


def handle_crash(error, options):
    from shapefault.integrations.ranks import current_rank, first_to_report

    if first_to_report():
        print(f"REPORT begins, rank {current_rank()}: {error}", file=sys.stderr, flush=True)
        time.sleep(1.5)
        print("REPORT ends", file=sys.stderr, flush=True)


stand_in = types.ModuleType("shapefault.integrations.crash")
stand_in.handle_crash = handle_crash
sys.modules[stand_in.__name__] = stand_in
sys.modules.setdefault("torch", types.ModuleType("torch"))

time.sleep(0.5 if rank == 0 else 0.2)
raise RuntimeError(f"in rank {rank}")
