package db_test

import (
	"context"
	"testing"
	"time"

	"shinsa/db"
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
