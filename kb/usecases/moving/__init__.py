"""Documents that go elsewhere: another title, file name, folder or group; one in the place of another; and back.

What a move means for links is planned and carried out by `kb.usecases.in_step`.
"""
