package db_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/review/kinds"
	"shinsa/views/words"
)

// anybody may do anything.
type anybody struct{ review.Guard }

// Allow implements review.Guard.
func (anybody) Allow(context.Context, review.Actor, review.Action, review.Object) error { return nil }

// figuresDesk is as much of a desk as figures need, at a moment and in a zone.
func figuresDesk(t testing.TB, s *db.Store, now time.Time, zone *time.Location) *review.Desk {
	t.Helper()
	catalogue := must[*words.Catalogue](t)(words.Load())
	live := must[*kinds.Live](t)(kinds.NewLive(func() (*kinds.Set, error) { return kinds.Load(catalogue, nil) }))
	set := review.DefaultSettings()
	set.Zone = zone
	return &review.Desk{Parts: review.Parts{
		Store: s, Guard: anybody{}, Kinds: live, Now: func() time.Time { return now }, Settings: func() review.Settings { return set },
	}}
}

// figures reads the figures of a period at a moment.
func figures(t testing.TB, s *db.Store, q review.FiguresQuery) review.Figures {
	t.Helper()
	return must[review.Figures](t)(figuresDesk(t, s, q.Now, q.Zone).Figures(ctx, review.Actor{}, q))
}

// TestPlansOfFigures holds what pages of figures read to their indexes, on SQLite, which knows nothing of how many rows
// there are: no table is read from end to end that grows with the desk.
func TestPlansOfFigures(t *testing.T) {
	t.Parallel()
	s := dbtest.Open(t, dbtest.SQLite(t), db.Options{})
	r := review.FigureRange{From: noon.Add(-time.Hour), Until: noon, Now: noon}
	leftOut := r
	leftOut.LeftOut = "1 UTC"
	for what, f := range map[string]func(review.Tx) error{
		"begin":     func(tx review.Tx) error { _, err := tx.FiguresBegin(ctx); return err },
		"decisions": func(tx review.Tx) error { _, err := tx.FigureDecisions(ctx, r); return err },
		"left out":  func(tx review.Tx) error { _, err := tx.FigureDecisions(ctx, leftOut); return err },
		"arrivals":  func(tx review.Tx) error { _, err := tx.FigureArrivals(ctx, r); return err },
		"audits":    func(tx review.Tx) error { _, err := tx.FigureAudits(ctx, r); return err },
		"size":      func(tx review.Tx) error { _, err := tx.FigureSize(ctx, r, 10); return err },
		"spans":     func(tx review.Tx) error { _, err := tx.FigureSpans(ctx, "d", "e"); return err },
		"awaited":   func(tx review.Tx) error { _, err := tx.FiguresNoLongerAwaited(ctx, noon); return err },
		"cells": func(tx review.Tx) error {
			q := review.FigureCellQuery{Spans: []string{"d2026-05-11"}, Kinds: []string{"", "a"}, EveryPerson: true}
			return tx.FigureCells(ctx, q, func(string, review.FigurePlace, []byte) error { return nil })
		},
	} {
		for _, plan := range must[[]string](t)(s.Plans(ctx, f)) {
			for line := range strings.Lines(plan) {
				if strings.Contains(line, "SCAN") && !strings.Contains(line, "SCAN w") && !strings.Contains(line, "SCAN counted") && !strings.Contains(line, "CONSTANT") && !strings.Contains(line, "SUBQUERY") {
					t.Errorf("%s: %s of\n%s", what, strings.TrimSpace(line), plan)
				}
			}
		}
	}
}
