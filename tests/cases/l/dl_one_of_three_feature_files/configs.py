DEFAULTS = dict(
    dataset=dict(
        feature_files=["egovlp"],
        max_seq_len=64,
        num_clips=6,
    ),
    model=dict(
        input_vid_dim=256 + 128 + 128,
        input_txt_dim=48,
        embd_dim=64,
        n_head=4,
    ),
    loader=dict(batch_size=2),
    opt=dict(learning_rate=1e-4),
)
