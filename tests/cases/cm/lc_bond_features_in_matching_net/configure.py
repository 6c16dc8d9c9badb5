def get_default_config():
    node_state_dim = 16
    return dict(
        encoder=dict(node_feature_dim=8, node_state_dim=node_state_dim),
        prop=dict(
            node_state_dim=node_state_dim,
            edge_feature_dim=2,
            edge_hidden_sizes=[node_state_dim * 2, node_state_dim * 2],
            use_reverse_direction=True,
        ),
        n_prop_layers=3,
        graph_vec_dim=32,
        training=dict(batch_pairs=12, steps=6, learning_rate=1e-3, margin=1.0),
    )
