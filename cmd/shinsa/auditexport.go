package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shinsa/review"
)

// auditExportCommand writes decisions, audits, looks or the log to a file.
type auditExportCommand struct {
	storeFlags
	What     string `help:"decisions, audits, views, figures or log." enum:"decisions,audits,views,figures,log" default:"decisions"`
	Format   string `help:"csv or xlsx." enum:"csv,xlsx" default:"csv"`
	BOM      bool   `name:"bom" help:"Begin a CSV file with UTF-8's byte order mark, for Excel."`
	Purpose  string `env:"SHINSA_EXPORT_PURPOSE" help:"What it is for; kept with the export. Required."`
	From     string `help:"First day, such as 2026-04-01."`
	Until    string `help:"Last day."`
	Kind     string `help:"Only decisions on this kind."`
	Outcome  string `help:"Only decisions with this outcome." enum:",approve,reject,resubmit,escalate" default:""`
	TimeZone string `help:"Time zone of days and times." default:"Asia/Tokyo"`
	Force    bool   `help:"Replace the file if it is there."`
	Out      string `arg:"" help:"File to write; it is there when all of it is." type:"path"`
}

func (c auditExportCommand) Run(ctx context.Context, con console) error {
	set := review.DefaultSettings()
	zone, err := timeZone(c.TimeZone)
	if err != nil {
		return err
	}
	set.Zone = zone
	request, err := c.request(zone)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(c.Out); err == nil && !c.Force {
		return usage("%s is there already: choose another name, or add --force", c.Out)
	}
	p, err := open(ctx, c.storeFlags, openOptions{settings: func() review.Settings { return set }})
	if err != nil {
		return err
	}
	defer p.close()
	// Beside the file, so that renaming it is one step.
	temp, err := os.CreateTemp(filepath.Dir(c.Out), ".shinsa-export-*")
	if err != nil {
		return usage("the file cannot be written: %v", err)
	}
	defer os.Remove(temp.Name()) // does nothing once it is renamed
	defer temp.Close()
	x, err := p.desk.BeginExportByHand(ctx, request)
	if wrong := (review.FieldErrors)(nil); errors.As(err, &wrong) {
		return usage("--%s is missing, or cannot be taken: say in at most %d characters what the export is for", wrong[0].Field, review.MaxPurpose)
	} else if err != nil {
		return err
	}
	bar, n := newBar(con, 0), int64(0)
	x.Progress = func(rows int64) { n = rows; bar.count(rows) }
	err = x.Write(ctx, temp)
	bar.end()
	if err != nil {
		return fmt.Errorf("the export broke off after %d rows and left no file: %w", n, err)
	}
	if err := errors.Join(temp.Sync(), temp.Close(), os.Rename(temp.Name(), c.Out)); err != nil {
		return err
	}
	say(con.out, "Wrote %s. In the log it is the export %s, with the SHA-256 of the file.", c.Out, x.ID)
	return nil
}

func (c auditExportCommand) request(zone *time.Location) (review.ExportRequest, error) {
	r := review.ExportRequest{What: review.ExportWhat(c.What), Format: review.ExportFormat(c.Format), BOM: c.BOM, Purpose: c.Purpose}
	filter := url.Values{}
	for name, day := range map[string]string{"from": c.From, "until": c.Until} {
		if day == "" {
			continue
		}
		at, err := time.ParseInLocation(time.DateOnly, strings.TrimSpace(day), zone)
		if err != nil {
			return r, usage("--%s must be a day such as 2026-04-01", name)
		}
		if name == "from" {
			r.Query.From = at
		} else {
			r.Query.Until = at.AddDate(0, 0, 1)
		}
		filter.Set(name, at.Format(time.DateOnly))
	}
	if !r.Query.From.IsZero() && !r.Query.Until.IsZero() && !r.Query.From.Before(r.Query.Until) {
		return r, usage("--until lies before --from")
	}
	r.Query.Kind, r.Query.Outcome = c.Kind, review.Outcome(c.Outcome)
	for name, v := range map[string]string{"kind": c.Kind, "outcome": c.Outcome} {
		if v != "" {
			filter.Set(name, v)
		}
	}
	r.Filter = filter.Encode()
	return r, nil
}
