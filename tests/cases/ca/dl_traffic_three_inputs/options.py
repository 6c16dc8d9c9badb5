args = dict(
    num_nodes=20,
    in_dim=3,
    nhid=16,
    seq_length=12,
    batch_size=8,
    learning_rate=0.001,
    weight_decay=0.0001,
)
