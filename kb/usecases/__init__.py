"""What people and their programs do, one module for each: each joins the rooms below into one whole action.

At the bottom, what every change goes through (`in_step`), and who people are (`people`); on them `reading` what was
said before, and `writing` one document; then `moving` documents, `bringing_in` files, `linking` with what is outside;
at the top `looking_after` the whole.
"""
