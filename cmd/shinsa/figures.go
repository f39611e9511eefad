package main

import (
	"context"
	"fmt"
	"time"

	"shinsa/review"
)

// figuresCommands look after what is counted for the page of figures.
type figuresCommands struct {
	Rebuild figuresRebuild `cmd:"" help:"Count every day again from the decisions. Servers may run meanwhile."`
}

type figuresRebuild struct {
	storeFlags
	s3Flags
	TimeZone string `help:"The time zone of the server, in which days begin." default:"Asia/Tokyo"`
}

func (c figuresRebuild) Run(ctx context.Context, con console) error {
	set := review.DefaultSettings()
	zone, err := time.LoadLocation(c.TimeZone)
	if err != nil {
		return usage("there is no time zone %q", c.TimeZone)
	}
	set.Zone = zone
	p, err := open(ctx, c.storeFlags, openOptions{credentials: c.credentials(), settings: func() review.Settings { return set }})
	if err != nil {
		return err
	}
	defer p.close()
	n := 0
	err = p.desk.RebuildFigures(ctx, func(span string) {
		n++
		if n%30 == 0 {
			fmt.Fprintf(con.err, "counted %d days and months, now at %s\n", n, span)
		}
	})
	say(con.out, "Counted %d days and months in %s.", n, zone)
	return err
}
