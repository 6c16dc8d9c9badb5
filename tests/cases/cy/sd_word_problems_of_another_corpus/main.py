import os
import tempfile

import torch

from config import config
from corpora import Dataset
from gts import GTS
from trained import publish


def load_model(model, config, root):
    path = os.path.join(root, config["trained_model_path"], "model.pth")
    check_pnt = torch.load(path, map_location="cpu")
    model.load_state_dict(check_pnt["model"])
    return check_pnt["epoch"]


with tempfile.TemporaryDirectory() as root:
    publish(config, root)
    dataset = Dataset(config)
    model = GTS(config, dataset)
    print("epoch", load_model(model, config, root))
    model.eval()
    with torch.no_grad():
        for seq, seq_length in dataset.load_batches("test", config["test_batch_size"]):
            print(model.model_test(seq, seq_length))
