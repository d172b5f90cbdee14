"""The commands of `ventanilla`, by topic; bot/cli.py puts them together."""
