from types import SimpleNamespace as NS

cfg = NS(
    DATASET=NS(
        num_class=12,
        imgSize=(96, 128),
        segm_downsampling_rate=8,
    ),
    MODEL=NS(
        arch_encoder="mobilenet",
        arch_decoder="c1",
        fc_dim=64,
    ),
    TRAIN=NS(
        batch_size=2,
        num_iters=4,
        lr=0.02,
    ),
)
