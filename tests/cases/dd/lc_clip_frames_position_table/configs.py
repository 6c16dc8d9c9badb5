from dataclasses import dataclass


@dataclass
class DataConfig:
    num_clips: int = 12
    fps: int = 25
    sample_frames: int = 32
    frame_size: int = 32
    num_classes: int = 5


@dataclass
class ModelConfig:
    appearance_num_frames: int = 25
    hidden_size: int = 48
    num_heads: int = 4
    num_layers: int = 2
    num_classes: int = 5
