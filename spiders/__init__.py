"""Where pages come from: each spider yields `Page` and requests, nothing else."""
