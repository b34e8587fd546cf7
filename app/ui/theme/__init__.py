"""How the product looks: colours, sizes, fonts, icons and the one style sheet.

Lives here: the token table, the style built from it, bundled fonts and icons. May import: Qt and
the standard library. Why: a colour or a size is decided once, in tokens.py.
"""
