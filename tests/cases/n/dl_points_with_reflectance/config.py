from types import SimpleNamespace

cfg = SimpleNamespace(
    NUM_POINTS=512,
    CLASSES=2,
    BATCH=2,
    RPN=SimpleNamespace(USE_INTENSITY=False, MLPS=(16, 32), NPOINT=64, NSAMPLE=8),
)
