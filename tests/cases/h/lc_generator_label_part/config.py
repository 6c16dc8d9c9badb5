generator = dict(
    z_dim=48,
    embed_size=16,
    nlabels=10,
    small_nf=8,
    size=32,
)
