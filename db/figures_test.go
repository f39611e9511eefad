package db_test

import (
	"context"
	"os"
	"strconv"
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
	for what, f := range figureReads(r, leftOut) {
		for _, plan := range must[[]string](t)(s.Plans(ctx, f)) {
			for line := range strings.Lines(plan) {
				if strings.Contains(line, "SCAN") && !strings.Contains(line, "SCAN w") && !strings.Contains(line, "SCAN counted") && !strings.Contains(line, "CONSTANT") && !strings.Contains(line, "SUBQUERY") {
					t.Errorf("%s: %s of\n%s", what, strings.TrimSpace(line), plan)
				}
			}
		}
	}
}

// TestPlansOfManyFigures is the same on a PostgreSQL database that was filled, because that chooses by how many rows
// there are. It prints the plans:
//
//	go run ./cmd/load stats --database postgres://…
//	SHINSA_FILLED=postgres://… go test ./db -run TestPlansOfManyFigures -v
func TestPlansOfManyFigures(t *testing.T) {
	filled := os.Getenv("SHINSA_FILLED")
	if filled == "" {
		t.Skip("SHINSA_FILLED names no database")
	}
	s := must[*db.Store](t)(db.Open(ctx, filled, db.Options{}))
	t.Cleanup(func() { _ = s.Close() })
	latest := must[[]string](t)(s.Texts(ctx, `SELECT max(decided_at)::text FROM decisions`))[0]
	until := time.UnixMicro(must[int64](t)(strconv.ParseInt(latest, 10, 64)))
	r := review.FigureRange{From: until.Add(-24 * time.Hour), Until: until, Now: until.Add(time.Hour)}
	leftOut := r
	leftOut.LeftOut = "2 Asia/Tokyo"
	for what, f := range figureReads(r, leftOut) {
		for _, plan := range must[[]string](t)(s.Plans(ctx, f)) {
			t.Logf("%s:\n%s", what, plan)
			for _, table := range []string{"decisions", "rounds", "submissions", "audits", "figures_cells"} {
				if strings.Contains(plan, "Seq Scan on "+table) {
					t.Errorf("%s reads %s from end to end:\n%s", what, table, plan)
				}
			}
		}
	}
}

// figureReads are the queries of a page of figures.
func figureReads(r, leftOut review.FigureRange) map[string]func(review.Tx) error {
	return map[string]func(review.Tx) error{
		"begin":     func(tx review.Tx) error { _, err := tx.FiguresBegin(ctx); return err },
		"decisions": func(tx review.Tx) error { _, err := tx.FigureDecisions(ctx, r); return err },
		"left out":  func(tx review.Tx) error { _, err := tx.FigureDecisions(ctx, leftOut); return err },
		"arrivals":  func(tx review.Tx) error { _, err := tx.FigureArrivals(ctx, r); return err },
		"audits":    func(tx review.Tx) error { _, err := tx.FigureAudits(ctx, r); return err },
		"size":      func(tx review.Tx) error { _, err := tx.FigureSize(ctx, r, 10); return err },
		"spans":     func(tx review.Tx) error { _, err := tx.FigureSpans(ctx, "d", "e"); return err },
		"awaited":   func(tx review.Tx) error { _, err := tx.FiguresNoLongerAwaited(ctx, r.Now); return err },
		"cells": func(tx review.Tx) error {
			q := review.FigureCellQuery{Spans: []string{"d" + r.From.Format(time.DateOnly)}, Kinds: []string{"", "a"}, EveryPerson: true}
			return tx.FigureCells(ctx, q, func(string, review.FigurePlace, []byte) error { return nil })
		},
	}
}
