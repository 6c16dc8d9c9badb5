from types import SimpleNamespace

cfg = SimpleNamespace(
    NUM_JOINTS=17,
    IMAGE_SIZE=(96, 128),
    HEATMAP_SIZE=(24, 32),
    SIGMA=1.0,
    NUM_FEATURES=32,
    NUM_STACKS=2,
    BATCH_SIZE=4,
    LR=2.5e-4,
)
