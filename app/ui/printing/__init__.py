"""Paper: page sizes, fonts inside the file, whose it is on every page, and the way to a printer.

Who prints writes the audit event first (Access.hand_out, DocumentCollection.content).
"""
