model = {"multi_speaker": True, "hidden": 24, "n_mel": 20}
path = {"n_speaker": 18, "n_phones": 60}
