from train import main

config = {
    "arch": "UNext",
    "deep_supervision": True,
    "input_channels": 3,
    "num_classes": 1,
    "input_w": 96,
    "input_h": 96,
    "batch_size": 8,
    "epochs": 1,
    "lr": 1e-4,
}

if __name__ == "__main__":
    main(config)
