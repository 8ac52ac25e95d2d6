"""`/groups`: a group, its people and its meetings."""
