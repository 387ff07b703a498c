"""The environment of every test run, set before Django reads its settings (pytest's `-p tests.environment`).

Only DATABASE_URL and REDIS_URL are taken from outside; each test process writes into a folder of its own.
"""

import atexit
import gc
import os
import shutil
import tempfile

from ilc.env import VARIABLES
from tests import prepared

KEPT = {"DATABASE_URL", "REDIS_URL"}
gc.set_threshold(50_000, 20, 100)  # the usual one spends an eighth of a walk looking for cycles

for _name in VARIABLES.keys() - KEPT:
    os.environ.pop(_name, None)
VAR_DIR = tempfile.mkdtemp(prefix="ilc-tests-")
os.mkdir(f"{VAR_DIR}/static")  # WhiteNoise warns where there is none
atexit.register(shutil.rmtree, VAR_DIR, ignore_errors=True)
os.environ.update(EMBEDDED="yes", VAR_DIR=VAR_DIR)
# With a handful of rows any order of joins will do; finding PostgreSQL the best one takes a quarter of a walk.
os.environ["PGOPTIONS"] = "-c join_collapse_limit=1 -c from_collapse_limit=1"
if prepared.SHARED not in os.environ:  # the first process of the run
    prepared.open_shop()
    atexit.register(prepared.close_shop)
