dataset_type = "LeafDisease"
img_scale = (112, 112)
crop_size = (112, 112)

data = dict(samples_per_gpu=2, num_images=4, num_classes=4)
model = dict(embed_dim=48, num_heads=4, depth=2)
optimizer = dict(lr=6e-5, weight_decay=0.01)
