import sys

print("before")
sys.modules.pop("torch", None)
sys.path[:] = [entry for entry in sys.path if "site-packages" not in entry]
sys.meta_path[:] = [finder for finder in sys.meta_path if "editable" not in repr(finder).lower()]


def load():
    import torch.nn  # noqa: F401


load()
