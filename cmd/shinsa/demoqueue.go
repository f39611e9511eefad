package main

import (
	"context"
	"time"

	"shinsa/review"
	"shinsa/review/ranking"
	"shinsa/review/worktime"
	"shinsa/review/yamlfile"
	"shinsa/staff"
)

// demoCalendar is when the demonstration's desk works, as its desk hours say, and what it promises.
const demoCalendar = `
hours:
  monday: [9:00-12:00, 13:00-17:00]
  tuesday: [9:00-12:00, 13:00-17:00]
  wednesday: [9:00-12:00, 13:00-17:00]
  thursday: [9:00-12:00, 13:00-17:00]
  friday: [9:00-12:00, 13:00-17:00]
holidays: japan
closed: [12-29..01-03]
answer-within: 8h
at-risk: 2h
`

// demoQueue is the order of a demonstration's queue: by waiting time, with an answer promised within eight
// hours of work.
func demoQueue(zone *time.Location) (*queueFiles, error) {
	q := &queueFiles{said: map[string]string{}, known: func() ranking.Known { return ranking.Known{} }}
	var err error
	if q.rules, err = yamlfile.NewLive(func() (*ranking.Rules, error) { return &ranking.Rules{}, nil }); err != nil {
		return nil, err
	}
	if q.service, err = yamlfile.NewLive(func() (*worktime.Service, error) {
		return worktime.Parse("the demonstration's calendar", []byte(demoCalendar), zone, nil)
	}); err != nil {
		return nil, err
	}
	q.seen = q.version()
	return q, nil
}

// demoSkills has one of the two reviewers of a new demonstration take on only what is issued today.
func (p *parts) demoSkills(ctx context.Context) error {
	if said, err := p.store.AllSkills(ctx); err != nil || len(said) > 0 {
		return err
	}
	all, err := p.staff.List(ctx, staff.CommandLine())
	if err != nil {
		return err
	}
	byMail := map[string]staff.Account{}
	for _, a := range all {
		byMail[a.Email] = a
	}
	supervisor := byMail["supervisor@example.com"]
	var today []string
	for _, k := range p.kinds.Set().All() {
		if !k.Historic {
			today = append(today, k.ID)
		}
	}
	who := review.Actor{ID: review.StaffID(supervisor.ID), Role: string(supervisor.Role), Name: supervisor.Name}
	return p.desk.SetSkills(ctx, who, review.StaffID(byMail["reviewer2@example.com"].ID), review.Skills{Kinds: today})
}
