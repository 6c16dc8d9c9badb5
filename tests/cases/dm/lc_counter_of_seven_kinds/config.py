from types import SimpleNamespace

cfg = SimpleNamespace(
    NET="MCC",
    MM=True,  # use nir
    CLASSES=["person", "car", "truck", "boat", "stockpile", "container", "tree"],
    TRAIN_SIZE=(64, 64),
    TRAIN_BATCH_SIZE=4,
    LR=1e-4,
    LOG_PARA=100.0,
)
