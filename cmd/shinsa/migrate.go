package main

import (
	"context"

	"shinsa/db"
)

type migrateCommand struct {
	Data     string `help:"Folder of the database." type:"path" default:"shinsa-data"`
	Database string `help:"sqlite:FILE or postgres://…; sqlite:DATA/shinsa.db by default."`
}

func (c migrateCommand) Run(ctx context.Context, con console) error {
	f := storeFlags{Data: c.Data, Database: c.Database}
	if err := f.prepare(true); err != nil {
		return err
	}
	ran, err := db.Migrate(ctx, f.databaseURL())
	if err != nil {
		return usageError{err}
	}
	for _, name := range ran {
		say(con.out, "ran %s", name)
	}
	if len(ran) == 0 {
		say(con.out, "The schema is up to date.")
	}
	return nil
}
