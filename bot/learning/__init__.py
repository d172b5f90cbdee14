"""What the assistant did not understand, its review by people, and the models that learn from it."""
