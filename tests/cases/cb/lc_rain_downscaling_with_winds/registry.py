from unet import SongUNet


def build_song_unet(cfg, n_in, n_out):
    m = cfg["model"]
    return SongUNet(
        in_channels=2 * n_in,
        out_channels=n_out,
        channels=m["channels"],
        emb=m["emb"],
    )


MODULES = {"song_unet": build_song_unet}


def build(cfg):
    make = MODULES[cfg["model"]["module"]]
    return make(cfg, len(cfg["in_names"]), len(cfg["out_names"]))
