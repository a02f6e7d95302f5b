"""What is sent to an agency: one document with its evidence as a page, and the letter of findings."""
