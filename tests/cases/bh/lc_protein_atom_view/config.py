task = dict(
    view="atom",
    num_class=4,
)
model = dict(
    input_dim=38,
    hidden_dims=[64, 64],
    num_relation=3,
)
optimizer = dict(lr=1e-3)
