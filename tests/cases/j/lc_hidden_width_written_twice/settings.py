from types import SimpleNamespace

args = SimpleNamespace(
    hidden_size=64,
    horizon=12,
    learning_rate=0.001,
    batch=4,
    vectors=9,
)
