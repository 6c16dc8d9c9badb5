import json

TRAIN = json.loads("""
{"image_size": 128, "num_frames": 8, "hidden": 48, "depth": 2, "heads": 4, "steps": 4, "lr": 1e-4}
""")

SAMPLE = json.loads("""
{"image_size": 64, "num_frames": 8, "hidden": 48, "depth": 2, "heads": 4, "num_sampling_steps": 4, "finetune_steps": 2}
""")
