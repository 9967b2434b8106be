"""Pure rules of the field: no database, no HTTP, no templates; standard library and Pydantic only.

Glossary: an `Instrument` has numbered `Point`s in `PointGroup`s; under a point the catalogue asks
`Question`s and `Indicator`s; in a `Cycle` each `Reporter` keeps one `Contribution` of `Answer`s,
`Observation`s, `Measure`s and `Evidence`; frozen and signed it is a `Submission` with a `Receipt`;
the Commission freezes submissions into an `Edition` of `Fact`s and compiles the `CouncilReport`.
"""
