e2e_faster_rcnn = dict(
    OUTPUT_DIR="coco",
    NUM_CLASSES=81,
    KEYPOINT_ON=False,
    BASE_LR=0.02,
    MAX_ITER=2,
)

e2e_keypoint_rcnn = dict(
    OUTPUT_DIR="coco",
    NUM_CLASSES=2,
    KEYPOINT_ON=True,
    BASE_LR=0.0025,
    MAX_ITER=4,
)
