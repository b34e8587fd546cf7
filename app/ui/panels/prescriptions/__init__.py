"""The Prescriptions panel: what is prescribed to whom, written, signed, stopped and printed."""
