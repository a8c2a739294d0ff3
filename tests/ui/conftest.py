"""The screens are the same whatever the surroundings of the tests say."""

import os

for name in [*os.environ]:
    if name == "NO_COLOR" or name.startswith("TEXTUAL"):
        del os.environ[name]
os.environ["TEXTUAL_FPS"] = "120"  # as `haste.hasten` has it
