from types import SimpleNamespace

opt = SimpleNamespace(crop_size=64, batch_size=2, channels=(8, 12, 16, 24), lr=1e-4)
