"""Python reads this first where the folder is on its path: every process of a command then has the same fault."""

import json
import os

fault = json.loads(os.environ.get("ICESCO_FAULT") or "{}")
if fault:
    from tests.harden.faults import arm

    arm(**fault)
