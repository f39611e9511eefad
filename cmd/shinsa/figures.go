package main

import (
	"context"
	"fmt"

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
	zone, err := timeZone(c.TimeZone)
	if err != nil {
		return err
	}
	set.Zone = zone
	p, err := open(ctx, c.storeFlags, openOptions{credentials: c.credentials(), settings: func() review.Settings { return set }})
	if err != nil {
		return err
	}
	defer p.close()
	noted, err := p.notedSettings(ctx)
	if err != nil {
		return err
	}
	if servers := noted["time-zone"]; servers != "" && servers != zoneCode(zone) {
		return usage("--time-zone %s is not the one in which servers of this desk count days, %s: they would count all again", c.TimeZone, servers)
	}
	n := 0
	err = p.desk.RebuildFigures(ctx, func(span string) {
		n++
		if n%30 == 0 {
			fmt.Fprintf(con.err, "counted %d days and months, now at %s\n", n, span)
		}
	})
	if err != nil {
		return fmt.Errorf("counting broke off after %d days and months; what was counted stays, and servers count the rest: %w", n, err)
	}
	say(con.out, "Counted %d days and months in %s.", n, zone)
	return nil
}
