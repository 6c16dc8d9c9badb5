class TenDofCfg:
    """A small walker with five joints per leg and ankles that only pitch."""

    class env:
        num_envs = 32
        num_actions = 10
        num_observations = 3 + 2 * 10

    class asset:
        body_names = [
            "base_link",
            "left_leg_roll", "left_leg_yaw", "left_leg_pitch", "left_knee", "left_ankle_pitch",
            "right_leg_roll", "right_leg_yaw", "right_leg_pitch", "right_knee", "right_ankle_pitch",
        ]
        foot_name = "ankle_pitch"

    class rewards:
        base_height_target = 0.40
