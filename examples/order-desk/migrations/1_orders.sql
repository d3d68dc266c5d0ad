CREATE TABLE orders (
    id uuid PRIMARY KEY,
    customer_id uuid NOT NULL,
    placed_at timestamptz NOT NULL,
    items jsonb NOT NULL
);

-- The service may have a table of this name: that of the store is in a schema of its own.
CREATE TABLE events (
    order_id uuid NOT NULL REFERENCES orders (id),
    note text NOT NULL
);
