"""The four sizes of the book; heads of 6 instead of 64 numbers, a quarter of the depth."""

BASE_CONFIG = {
    "vocab_size": 257,
    "context_length": 32,
    "drop_rate": 0.0,
    "qkv_bias": True,
}

model_configs = {
    "gpt2-small (124M)": {"emb_dim": 72, "n_layers": 3, "n_heads": 12},
    "gpt2-medium (355M)": {"emb_dim": 96, "n_layers": 6, "n_heads": 16},
    "gpt2-large (774M)": {"emb_dim": 120, "n_layers": 9, "n_heads": 20},
    "gpt2-xl (1558M)": {"emb_dim": 150, "n_layers": 25, "n_heads": 12},
}


def get_config(name):
    config = BASE_CONFIG.copy()
    config.update(model_configs[name])
    return config
