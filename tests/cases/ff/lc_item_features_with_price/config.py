config = {
    "seed": 2020,
    "epochs": 1,
    "train_batch_size": 10,
    "learning_rate": 1e-3,
    "MAX_ITEM_LIST_LENGTH": 10,
    "hidden_size": 64,
    "n_layers": 2,
    "n_heads": 2,
    "inner_size": 128,
    "hidden_dropout_prob": 0.2,
    "initializer_range": 0.02,
    "selected_features": ["company_id", "area_id", "employment", "compensation_from"],
}
