cfg = {
    "num_classes": 17,
    "width": 16,
    "img_size": 64,
    "batch_size": 4,
    "learning_rate": 0.001,
}
