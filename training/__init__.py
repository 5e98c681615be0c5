"""How the model in `newsieve/extraction/model.json` was trained; needs the `train` extra and pages with gold texts."""
