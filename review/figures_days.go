package review

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"shinsa/review/kinds"
)

// Days and months are named by their dates, which sort as they follow.
const (
	spanOfDay   = "d"
	spanOfMonth = "m"
)

func dayName(date string) string { return spanOfDay + date }

// monthName is the month of a date.
func monthName(date string) string { return spanOfMonth + date[:len("2006-01")] }

// figuresForm names how spans are counted: a number that grows with every change of the rules, and the zone. What was
// counted in another way is counted again.
func figuresForm(zone *time.Location) string { return fmt.Sprintf("2 %s", zone) }

// dateOf is the date of a moment in a zone.
func dateOf(at time.Time, zone *time.Location) string { return at.In(zone).Format(time.DateOnly) }

// startOf is when a date begins in a zone: mostly midnight, and an hour later where the clock is put forward then.
func startOf(date string, zone *time.Location) time.Time {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return time.Time{}
	}
	at := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, zone)
	for at.Format(time.DateOnly) < date {
		at = at.Add(15 * time.Minute)
	}
	return at
}

// afterDate is the next date.
func afterDate(date string) string {
	d, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return d.AddDate(0, 0, 1).Format(time.DateOnly)
}

// datesOf lists the dates that a stretch of time touches.
func datesOf(from, until time.Time, zone *time.Location) []string {
	var out []string
	if !from.Before(until) {
		return nil
	}
	last := dateOf(until.Add(-time.Microsecond), zone)
	for date := dateOf(from, zone); date <= last; date = afterDate(date) {
		out = append(out, date)
	}
	return out
}

// usedKinds keeps the versions of kinds that figures have met: there are few, and they never change.
type usedKinds struct {
	mu  sync.Mutex
	all map[[2]string]*kinds.Kind
}

// kindVersions returns a function that finds the kinds of some decisions as they were then. It is nil of one that was
// never stored.
func (d *Desk) kindVersions(ctx context.Context, all []FigureDecision) (func(kind, version string) *kinds.Kind, error) {
	d.used.mu.Lock()
	defer d.used.mu.Unlock()
	if d.used.all == nil {
		d.used.all = map[[2]string]*kinds.Kind{}
	}
	found := map[[2]string]*kinds.Kind{}
	for _, dec := range all {
		name := [2]string{dec.Kind, dec.KindVersion}
		if _, ok := found[name]; ok || len(dec.Findings) == 0 {
			continue
		}
		if k, ok := d.used.all[name]; ok {
			found[name] = k
			continue
		}
		k, err := d.kindAsDecided(ctx, d.Store, dec.Kind, dec.KindVersion)
		if errors.Is(err, ErrNotFound) {
			found[name] = nil
			continue
		} else if err != nil {
			return nil, err
		}
		found[name], d.used.all[name] = k, k
	}
	return func(kind, version string) *kinds.Kind { return found[[2]string{kind, version}] }, nil
}

// countFigures counts what happened in a stretch of time, from the rows of the acts themselves.
func (d *Desk) countFigures(ctx context.Context, r FigureRange, zone *time.Location) (*figureCount, error) {
	decisions, err := d.Store.FigureDecisions(ctx, r)
	if err != nil {
		return nil, err
	}
	kindOf, err := d.kindVersions(ctx, decisions)
	if err != nil {
		return nil, err
	}
	count := newFigureCount(zone, kindOf)
	for i := range decisions {
		count.decision(&decisions[i])
	}
	if r.LeftOut != "" {
		return count, nil
	}
	arrivals, err := d.Store.FigureArrivals(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, a := range arrivals {
		count.arrival(a)
	}
	audits, err := d.Store.FigureAudits(ctx, r)
	if err != nil {
		return nil, err
	}
	for _, a := range audits {
		count.audit(a)
	}
	return count, nil
}
