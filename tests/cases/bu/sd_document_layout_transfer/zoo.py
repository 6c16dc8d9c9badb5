import os

import torch

from deeplab import DeepLabV3

STREET_CLASSES = 20


def published_weights(folder):
    """Stands for the file that comes with the street-scene repository."""
    path = os.path.join(folder, "model_13_2_2_2_epoch_580.pth")
    torch.manual_seed(580)
    torch.save(DeepLabV3(STREET_CLASSES).state_dict(), path)
    return path


def load_weights(model, path, skip=()):
    state = torch.load(path, map_location="cpu")
    state = {k: v for k, v in state.items() if not k.startswith(tuple(skip))}
    result = model.load_state_dict(state, strict=not skip)
    print("loaded", len(state), "tensors, left as they were:", result.missing_keys)
    return model
