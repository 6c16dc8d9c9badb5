import os
import tempfile

from evaluate import evaluate
from questions import write_splits
from released import release_model

with tempfile.TemporaryDirectory() as folder:
    write_splits(folder)
    ckpt_path = os.path.join(folder, "ckpt_small.pkl")
    release_model(folder, ckpt_path)
    print(f"overall accuracy {evaluate(folder, ckpt_path, split='val'):.2f}")
