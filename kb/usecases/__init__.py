"""What people and their programs do, one module for each: each joins the rooms below into one whole action.

`opening` a library, bringing it `refresh`ed, `importing` a folder, `checking` what is wrong, `starting` a new library.
"""
