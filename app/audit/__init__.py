"""Hash-chained record of who did what and when: a chain per stream, hashes instead of contents.

Streams are named after what they tell about: `contribution:2027:DK`, `cycle:2027`, `account:17`.
Services call `service.record` in the transaction of the act itself; nothing changes an event.
"""
