import torch

from models import SiT, SiT_models

LEARN_SIGMA = False


def find_model(path):
    checkpoint = torch.load(path, map_location="cpu")
    return checkpoint["ema"] if "ema" in checkpoint else checkpoint


@torch.no_grad()
def sample(args, ckpt_path, class_labels, num_steps=4):
    latent_size = args.image_size // 8
    model = SiT(
        input_size=latent_size,
        num_classes=args.num_classes,
        learn_sigma=LEARN_SIGMA,
        **SiT_models[args.model],
    )
    state_dict = find_model(ckpt_path)
    model.load_state_dict(state_dict)
    model.eval()
    y = torch.tensor(class_labels)
    x = torch.randn(len(y), 4, latent_size, latent_size)
    for i in range(num_steps):
        t = torch.full((len(y),), i / num_steps)
        x = x + model(x, t, y) / num_steps
    return x
