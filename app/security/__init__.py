"""Keys and who may reach them: key slots, the OS keyring, passphrases, join codes, audit signing.

Lives here: everything that touches secret bytes, the encryption of files, and the server's
password and token parts. May
import: protocol, settings, logs, domain, and the crypto libraries. Why: secrets are handled in one
place that is small enough to be read whole.
"""
