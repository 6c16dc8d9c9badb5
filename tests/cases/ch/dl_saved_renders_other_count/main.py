import tempfile

from config import make_config
from inspect_scenes import inspect
from train import train

with tempfile.TemporaryDirectory() as root:
    inspect(make_config(root, raw_num_points=256), scenes=[2, 5])
    train(make_config(root))
