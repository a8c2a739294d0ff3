"""Environment variables are set for all tests of the screens, so that these do not depend on the machine."""

import os

for name in [*os.environ]:
    if name == "NO_COLOR" or name.startswith("TEXTUAL"):
        del os.environ[name]
os.environ["TEXTUAL_FPS"] = "120"  # as `haste.hasten` sets it
