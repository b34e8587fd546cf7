"""What the clinic's words mean: records, values and rules, with no machine in sight.

Lives here: record declarations, values, pure rules, the ports other rooms fill, every error that
crosses a room. May import: the standard library, phonenumbers and dateutil. Why: desktop and
server must decide alike, so the deciding code depends on neither.
"""
