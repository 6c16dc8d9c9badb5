bbox_head = dict(
    in_channels=32,
    use_kps=True,
    kps_num=24,
    loss_kps_weight=0.1,
)
