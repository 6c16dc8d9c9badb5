data = dict(
    csv_file="CollectedData.csv",
    individuals=["resident", "intruder"],
    image_size=64,
    downsample_factor=2,
    num_keypoints=10,
)

training = dict(
    train_batch_size=8,
    learning_rate=1e-3,
    max_epochs=1,
)
