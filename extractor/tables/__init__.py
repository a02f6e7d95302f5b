"""Tables as programs write them into a text: each way as edits that put bars and line breaks where its own signs stand."""
