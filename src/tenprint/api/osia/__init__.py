"""The OSIA ABIS interface (Open Standards Identity APIs, version 1.6.0) on the search engine.

One table (`operations.OPERATIONS`) says which operation has which path, parameters and scope. An operation prepares
without a transaction (decoding, extraction, search) and then applies in one. With a callback the same operation becomes
a durable task, whose answer is posted until it is taken.
"""
