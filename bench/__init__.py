"""How fast the portal is, and how much it weighs: ``python -m bench``."""
