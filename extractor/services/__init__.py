"""The door to model services: requests sent, paced, paid for, kept, and handed over in batches."""
