"""Showing what a document's file holds: pages of PDFs and pictures, text; in memory only.

Imports theme and widgets, nothing of the panels. PDFium (pypdfium2) is used here alone.
"""
