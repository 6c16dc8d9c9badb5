img_norm_cfg = dict(mean=[0.485, 0.456, 0.406], std=[0.229, 0.224, 0.225])

train_pipeline = [
    dict(type="Resize", size=(512, 512)),
    dict(type="RandomHorizontalFlip", p=0.5),
    dict(type="ToTensor"),
    dict(type="Normalize", **img_norm_cfg),
]
test_pipeline = [
    dict(type="Resize", size=(512, 512)),
    dict(type="ToTensor"),
    dict(type="Normalize", **img_norm_cfg),
]

data = dict(samples_per_gpu=4, train=train_pipeline, val=test_pipeline)
model = dict(arch=[8, 16, 32, 64, 64], num_classes=2)
