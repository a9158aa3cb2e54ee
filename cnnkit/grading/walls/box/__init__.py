"""What runs inside the sandbox. It is copied there under the same name, with no other part of the grader.

`warm.py` forks, `inner.py` closes the wall, `shell.py` runs the cells. The tests run in a box of their own,
the judge's: `values.py` says what may cross between the two, `handles.py` is the judge's side,
`questions.py` the student's.
"""
