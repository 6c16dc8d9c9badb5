"""Settings of the released models, by file name."""

DEFAULT = {"n_fft": 320, "hop": 80, "primary_stem": "Instrumental"}

MODELS = {
    "3_HP-Vocal": {"n_fft": 320, "hop": 80, "primary_stem": "Vocals"},
    "5_HP-Karaoke": {"n_fft": 256, "hop": 64, "primary_stem": "Instrumental"},
    "7_HP2": {"n_fft": 168, "hop": 42, "primary_stem": "Instrumental"},
}


def params_of(path):
    name = path.name
    return MODELS.get(name, DEFAULT)
