import os
import tempfile
from types import SimpleNamespace

from eval_linear import eval_linear

with tempfile.TemporaryDirectory() as out_dir:
    args = SimpleNamespace(arch="vit_small", n_last_blocks=4, num_labels=5, output_dir=out_dir, evaluate=False)
    eval_linear(args)
    print("saved", os.listdir(out_dir))

    args.evaluate = True
    eval_linear(args)
