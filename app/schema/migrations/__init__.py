"""The history of both databases' schemas, one folder each; nothing here knows an address."""
