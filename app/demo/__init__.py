"""The demo clinic: believable people and a believable day, two desks through an outage, pictures.

Everything here is made up from the word lists in resources/demo and a seed; the same seed and clock
give the same clinic. The room may import bootstrap and everything below it, and nothing imports it
but the command line. It exists so that anybody can see the program work without real patients.
"""
