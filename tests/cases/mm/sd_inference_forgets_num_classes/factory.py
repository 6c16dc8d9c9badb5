import torch

from efficientnet import GenEfficientNet

_entrypoints = {
    "efficientnet_b0": dict(num_features=160, drop_rate=0.2),
    "efficientnet_b1": dict(num_features=192, drop_rate=0.2),
}


def load_checkpoint(model, checkpoint_path):
    checkpoint = torch.load(checkpoint_path)
    new_state_dict = {}
    for k, v in checkpoint["state_dict"].items():
        name = k[7:] if k.startswith("module") else k
        new_state_dict[name] = v
    model.load_state_dict(new_state_dict)
    print("=> Loaded state_dict from checkpoint, epoch", checkpoint["epoch"])


def create_model(model_name, num_classes=1000, in_chans=3, checkpoint_path=""):
    model = GenEfficientNet(num_classes=num_classes, in_chans=in_chans, **_entrypoints[model_name])
    if checkpoint_path:
        load_checkpoint(model, checkpoint_path)
    return model
