def parse_model_config(path):
    """Parses a darknet cfg file and returns its blocks."""
    module_defs = []
    with open(path) as f:
        for line in f.read().split("\n"):
            line = line.strip()
            if not line or line.startswith("#"):
                continue
            if line.startswith("["):
                module_defs.append({"type": line[1:-1].rstrip(), "batch_normalize": 0})
            else:
                key, value = line.split("=")
                module_defs[-1][key.rstrip()] = value.strip()
    return module_defs
