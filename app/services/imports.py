"""Bring patients of another system in from FHIR R4 files, one patient at a time.

Signatures other rooms rely on:

    run(paths, *, begin, context, clinic, progress=None, cancelled=None, write=None) -> ImportReport
    write_group(begin, context, group) -> GroupOutcome

`run` blocks; call it on a background thread (window) or the main thread (terminal), never on the
writer thread. `write(work)` runs one patient's unit of work where writing is allowed, e.g.
`lambda work: worker.submit(work, priority=Priority.BULK).result()`; without it the work runs on
the calling thread. `progress(ImportProgress)` is called on the thread that called `run`;
`cancelled()` is asked between patients. `report.as_json()` is what the command line prints.
"""
