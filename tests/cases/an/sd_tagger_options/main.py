import os
import tempfile

from evaluate import evaluate
from train import train

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "pytorch-model-cnn-en.pt")
    train(path)
    print("accuracy", evaluate(path))
