"""From an article to an analysis."""

import os

# processes share the work; numpy must be told so before it is imported
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
