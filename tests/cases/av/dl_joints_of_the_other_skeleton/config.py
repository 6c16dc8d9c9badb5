model = dict(
    in_channels=3,
    num_classes=60,
    graph_cfg=dict(layout="ntu-rgb+d"),
)

data = dict(
    ann_file="ntu60_xsub_train.pkl",
    clip_len=20,
    num_person=2,
    videos_per_gpu=4,
)

optimizer = dict(lr=0.1, momentum=0.9)
