"""What Alembic runs to migrate: on the connection it was handed, inside its transaction. See kb.state.migrating."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
