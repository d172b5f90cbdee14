"""How well the assistant understands: sentences with their meaning, what a model makes of them, and the figures."""
