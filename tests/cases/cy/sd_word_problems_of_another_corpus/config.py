config = {
    "model": "GTS",
    "dataset": "asdiv-a",
    "trained_model_path": "trained_model/GTS-mawps",
    "embedding_size": 64,
    "hidden_size": 64,
    "min_word_keep": 1,
    "symbol_list": ["+", "-", "*", "/"],
    "generate_list": ["1", "100", "3.14"],
    "test_batch_size": 4,
}
