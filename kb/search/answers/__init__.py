"""What somebody can ask of the index, one module for each question, over a snapshot.

`answering` gives the results of a query: `search` finds them and fills a page, `inside` those in one document.
`over_time` counts meetings (`gathered`, `periods`) and says among which words (`telling`); `suggest`, `related`,
`subjects` and `marking` are the other questions.
"""
