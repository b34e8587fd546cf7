"""Everything people see: the window, its panels and the parts they are made of.

Lives here: the main window, the unlock window, panels, item models, widgets and the theme. May
import: live, the services' frozen values, domain, Qt. Why: screens show models and emit wishes;
rules, SQL and the network live elsewhere. No module of this room imports the database, the
network or the keyring when it is imported, so that the unlock screen appears at once.
"""
