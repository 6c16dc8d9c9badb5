dataset = dict(
    name="mvtec",
    category="bottle",
    image_size=(64, 64),
    train_batch_size=4,
)

transform_train = [
    ("RGBShift", dict(limit=20, p=0.5)),
    ("HorizontalFlip", dict(p=0.5)),
    ("Resize", dict(height=64, width=64)),
    ("Normalize", dict()),
]

model = dict(layers=(16, 32), flow_steps=2)
