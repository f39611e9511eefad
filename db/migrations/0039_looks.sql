-- Second looks that a supervisor asked for: of the next decisions that fit, so many need a second, blind opinion.
--
-- +goose Up

CREATE TABLE look_orders (
    id        TEXT PRIMARY KEY,
    staff_id  TEXT   NOT NULL,                 -- who asked
    at        BIGINT NOT NULL,
    person_id TEXT   NOT NULL,                 -- its filter; '' filters nothing
    kind      TEXT   NOT NULL,
    outcome   TEXT   NOT NULL,
    lang      TEXT   NOT NULL,
    finding   TEXT   NOT NULL,
    wanted    BIGINT NOT NULL,
    until_at  BIGINT NOT NULL,                 -- from when on no more is asked
    ended_by  TEXT   NOT NULL,                 -- who ended it before; until_at is when then
    CHECK (wanted > 0)
) /* WITHOUT ROWID */;
CREATE INDEX look_orders_until ON look_orders (until_at);

CREATE TABLE look_items (                      -- the decisions on which one asked
    decision_id TEXT PRIMARY KEY REFERENCES decisions (id),
    order_id    TEXT NOT NULL REFERENCES look_orders (id)
) /* WITHOUT ROWID */;
CREATE INDEX look_items_order ON look_items (order_id);
