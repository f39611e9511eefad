// Package db keeps what the desk knows in SQLite or PostgreSQL.
//
// It implements the ports of packages review and staff, decides nothing and reads nothing of what is
// sealed: rows come in and go out as the use-cases made them. The same statements run on both
// databases; what differs is in dialect.go, sqlite.go and postgres.go.
//
// A transaction (Store.Write) is durable when Write returns. On SQLite there is one writer at a time,
// on a connection of its own, and a pool of readers that see the last commit; on PostgreSQL a use-case
// first locks its submission's row, and Head passes over rows that others hold. Every statement and
// transaction ends after Options.Timeout, because a caller that went away does not cancel it.
//
// Start with Open, Store and queries (the reading half, shared by Store and transactions). Each
// aggregate has a file of its own; the schema is in migrations, and its final form in testdata.
package db
