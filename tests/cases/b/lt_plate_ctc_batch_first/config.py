from types import SimpleNamespace


def get_config():
    return SimpleNamespace(
        alphabet="ABCDEFGHJKLMNPQRSTUVWXYZ0123456789",
        height=32,
        width=160,
        hidden=32,
        batch_size=6,
        epochs=1,
        lr=1e-3,
        print_freq=2,
    )
