"""The Reports panel: the clinic's figures as charts and tables.

Time used, missed visits, what is owed by age, what was collected by method: each over a stretch of
days, from this desk's own data, saved as a picture or a table. No patient is named here.
"""
