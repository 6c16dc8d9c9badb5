from types import SimpleNamespace

cfg = SimpleNamespace(
    dataset="CULane",
    size=(72, 200),
    griding_num=50,
    num_lanes=3,
    epoch=1,
    batch_size=4,
    learning_rate=4e-4,
)

# rows on which the lanes are looked for
ROW_ANCHORS = {"CULane": 18, "Tusimple": 56}
