from types import SimpleNamespace

CONFIGS = {
    "defaults": dict(
        seed=0,
        steps=3,
        # environment
        size=(64, 64),
        grayscale=False,
        num_actions=2,
        # world model
        dyn_stoch=16,
        dyn_deter=64,
        dyn_hidden=64,
        cnn_depth=8,
        embed=256,
        kl_scale=1.0,
        model_lr=3e-4,
        # training
        batch_size=4,
        batch_length=8,
    ),
    # the arm is hard to see in the small picture
    "reacher_vision": dict(
        size=(96, 96),
        kl_scale=0.5,
    ),
    "debug": dict(
        steps=1,
        batch_length=3,
    ),
}


def load_config(names):
    merged = {}
    for name in names:
        merged.update(CONFIGS[name])
    return SimpleNamespace(**merged)
