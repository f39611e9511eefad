package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"shinsa/audit"
	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/review/ranking"
	"shinsa/review/worktime"
	"shinsa/review/yamlfile"
	"shinsa/views/words"
)

// queueFlags name the files that order the queue.
type queueFlags struct {
	QueueRules string `help:"File of the rules of the queue: what stands in front, and what is for a group." type:"path"`
	Calendar   string `help:"File of the desk's working hours, and in how much of them an applicant should have an answer." type:"path"`
}

// queueFiles are the rules of the queue and the calendar in force. Both are read again while the desk serves.
type queueFiles struct {
	rules   *yamlfile.Live[ranking.Rules]
	service *yamlfile.Live[worktime.Service]
	known   func() ranking.Known
	said    map[string]string // what was last found wrong with a file, so that it is said once
	seen    string            // the version at the last look
}

// load reads both files for the first time; what is not given is as it is without.
func (f queueFlags) load(zone *time.Location, catalogue *words.Catalogue, live *kinds.Live) (*queueFiles, error) {
	q := &queueFiles{said: map[string]string{}}
	q.know(catalogue, live)
	var err error
	q.rules, err = yamlfile.NewLive(func() (*ranking.Rules, error) {
		if f.QueueRules == "" {
			return &ranking.Rules{}, nil
		}
		data, err := os.ReadFile(f.QueueRules)
		if err != nil {
			return nil, fmt.Errorf("the rules of the queue cannot be read: %w", err)
		}
		return ranking.Parse(filepath.Base(f.QueueRules), data, q.known())
	})
	if err != nil {
		return nil, err
	}
	q.service, err = yamlfile.NewLive(func() (*worktime.Service, error) {
		if f.Calendar == "" {
			return worktime.Default(zone), nil
		}
		data, err := os.ReadFile(f.Calendar)
		if err != nil {
			return nil, fmt.Errorf("the calendar cannot be read: %w", err)
		}
		return worktime.Parse(filepath.Base(f.Calendar), data, zone, q.known().Kinds)
	})
	if err != nil {
		return nil, err
	}
	q.seen = q.version()
	return q, nil
}

// know says which kinds and languages the files may name.
func (q *queueFiles) know(catalogue *words.Catalogue, live *kinds.Live) {
	q.known = func() ranking.Known {
		k := ranking.Known{Langs: catalogue.Languages()}
		for _, kind := range live.Set().All() {
			k.Kinds = append(k.Kinds, kind.ID)
		}
		return k
	}
}

// in puts what is in force into the settings.
func (q *queueFiles) in(set review.Settings) review.Settings {
	set.Rules, set.Service = q.rules.Now(), q.service.Now()
	return set
}

// version names what is in force.
func (q *queueFiles) version() string { return q.rules.Now().Version + "/" + q.service.Now().Version }

// markPlaced is the store's mark of the version by which what waits was placed.
const markPlaced = "queue-placed"

// readQueueAgain reads the files again, puts what changed into force and into the log, and places what waits
// anew. A broken file leaves what is in force in force, and is named once.
func (p *parts) readQueueAgain(ctx context.Context, q *queueFiles, log *slog.Logger) error {
	rules, err1 := q.rules.Reload()
	service, err2 := q.service.Reload()
	for name, err := range map[string]error{"queue-rules": err1, "calendar": err2} {
		text := ""
		if err != nil {
			text = oneLine(err.Error())
			if q.said[name] != text {
				log.Error("a file is broken: what was in force stays so", slog.String("file", name), slog.String("error", text))
			}
		}
		q.said[name] = text
	}
	var facts []audit.Fact
	if now := q.rules.Now(); now.Version != rules.Version {
		facts = append(facts, audit.Public("queue-rules", orNone(now.Version)))
	}
	if now := q.service.Now(); now.Version != service.Version {
		facts = append(facts, audit.Public("calendar", orNone(now.Version)))
	}
	if len(facts) > 0 {
		if err := p.logSettings(ctx, facts); err != nil {
			return err
		}
		log.Info("the order of the queue has changed", slog.String("version", q.version()))
	}
	return p.placeAgain(ctx, q, log)
}

// placeAgain places what waits anew, unless that was done for the version in force. It does so only at the second
// look at a version, so that nothing is still being sent under the one before.
func (p *parts) placeAgain(ctx context.Context, q *queueFiles, log *slog.Logger) error {
	placed, err := p.mark(ctx, markPlaced)
	if err != nil {
		return err
	}
	version := q.version()
	settled := q.seen == version
	q.seen = version
	if placed == version || placed == "" && version == "/" || !settled {
		return nil
	}
	begin := time.Now()
	moved, err := p.desk.PlaceAgain(ctx)
	if err != nil {
		return fmt.Errorf("place again (%d moved): %w", moved, err)
	}
	log.Info("what waits was placed by the rules in force", slog.Int("moved", moved), slog.Duration("took", time.Since(begin)))
	return p.store.SetMeta(ctx, markPlaced, version)
}

func orNone(version string) string {
	if version == "" {
		return "none"
	}
	return version
}

// warn tells what the files let a person expect and nobody will do.
func (q *queueFiles) warn(ctx context.Context, p *parts, log *slog.Logger) {
	if until := q.service.Now().HolidaysUntil; until > 0 && time.Now().AddDate(0, 3, 0).Year() > until {
		log.Warn("no public holidays are known beyond this year: name them in the calendar", slog.Int("year", until))
	}
	uncovered, err := p.desk.Uncovered(ctx)
	if err != nil {
		log.Warn("the skills of the staff cannot be looked at", slog.String("error", err.Error()))
	}
	for _, u := range uncovered {
		log.Warn("what waits matches nobody's skills", slog.String("state", string(u.State)), slog.String("kind", u.Kind),
			slog.String("lang", u.Lang), slog.String("group", u.Group), slog.Int("submissions", u.N))
	}
}
