cfg = {
    "seed": 202,
    "batch_size": 16,
    "lr": 2e-4,
    "feature_size": 64,
    "word_embedding_size": 128,
    "lstm_hidden_size": 1024,
}
