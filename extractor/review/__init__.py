"""What needs a person: the queue, the decisions, and what they settle."""
