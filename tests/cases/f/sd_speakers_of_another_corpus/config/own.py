model = {"multi_speaker": True, "hidden": 24, "n_mel": 20}
path = {"n_speaker": 6, "n_phones": 60}
train = {"steps": 3, "batch": 4, "restore_step": 900}
