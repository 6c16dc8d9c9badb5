Cfg = dict(
    batch=4,
    width=128,
    height=128,
    classes=5,
    learning_rate=1e-3,
    epochs=1,
    anchors=[[12, 16], [19, 36], [40, 28], [36, 75], [76, 55], [72, 100]],
    anchor_masks=[[0, 1, 2], [3, 4, 5]],
    strides=[8, 16],
)
