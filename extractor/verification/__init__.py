"""What a report's figures and sentences say of one another: rules, the code that they form, what is wrong, what is implied."""
