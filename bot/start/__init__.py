"""What `ventanilla run` does: ports, database, model, children, and the addresses printed at the end."""
