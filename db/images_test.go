package db_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
)

func TestRounds(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub := waiting(noon)
		insert(t, s, sub)
		first := review.Round{Submission: sub.ID, N: 1, Kind: "k", KindVersion: "v", Lang: "ja", Key: "r1", Fields: []byte("sealed"),
			Findings: []string{"a", "b"}, CreatedAt: noon, SubmittedAt: noon.Add(time.Minute)}
		second := review.Round{Submission: sub.ID, N: 2, Kind: "k2", Lang: "en", Key: "r2", CreatedAt: noon.Add(time.Hour)}
		edited := first
		edited.Fields, edited.Findings, edited.Lang = []byte("sealed again"), nil, "en"
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.SaveRound(ctx, &second), tx.SaveRound(ctx, &first), tx.SaveRound(ctx, &edited))
		})
		if got := must[*review.Round](t)(s.Round(ctx, sub.ID, 1)); !reflect.DeepEqual(*got, edited) {
			t.Errorf("round 1:\ngot  %+v\nwant %+v", *got, edited)
		}
		if got := must[[]review.Round](t)(s.Rounds(ctx, sub.ID)); !reflect.DeepEqual(got, []review.Round{edited, second}) {
			t.Errorf("rounds: %+v", got)
		}
		if _, err := s.Round(ctx, sub.ID, 3); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("round 3: %v, want ErrNotFound", err)
		}
	})
}

func TestImages(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		sub := waiting(noon)
		sub.Sides = nil
		write(t, s, func(tx review.Tx) error { return send(tx, sub) })
		front, back, better := image(sub.ID), image(sub.ID), image(sub.ID)
		better.CreatedAt = noon.Add(time.Minute)
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.InsertImage(ctx, front), tx.InsertImage(ctx, back), tx.InsertImage(ctx, better),
				tx.PlaceImage(ctx, sub.ID, 1, "front", front.ID, false), tx.PlaceImage(ctx, sub.ID, 1, "back", back.ID, true),
				tx.PlaceImage(ctx, sub.ID, 1, "front", better.ID, false))
		})
		want := []review.RoundImage{{Side: "back", Image: *back, Carried: true}, {Side: "front", Image: *better}}
		if got := must[[]review.RoundImage](t)(s.Images(ctx, sub.ID, 1)); !reflect.DeepEqual(got, want) {
			t.Errorf("placed:\ngot  %+v\nwant %+v", got, want)
		}
		if got := must[[]review.Image](t)(s.AllImages(ctx, sub.ID)); !reflect.DeepEqual(got, []review.Image{*front, *back, *better}) {
			t.Errorf("all: %+v", got)
		}

		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.DeleteImage(ctx, front.ID), tx.RemoveImage(ctx, sub.ID, 1, "front"), tx.DeleteImage(ctx, better.ID))
		})
		if got := must[[]review.Image](t)(s.AllImages(ctx, sub.ID)); !reflect.DeepEqual(got, []review.Image{*back}) {
			t.Errorf("after deleting: %+v", got)
		}
		if err := s.Write(ctx, func(tx review.Tx) error { return tx.DeleteImage(ctx, back.ID) }); err == nil {
			t.Error("an image was deleted that a round still shows")
		}
		for what, f := range map[string]func(review.Tx) error{
			"remove":      func(tx review.Tx) error { return tx.RemoveImage(ctx, sub.ID, 1, "front") },
			"delete":      func(tx review.Tx) error { return tx.DeleteImage(ctx, front.ID) },
			"mark purged": func(tx review.Tx) error { return tx.MarkPurged(ctx, review.Erasure{Image: front.ID, At: noon}) },
		} {
			if err := s.Write(ctx, f); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("%s what is not there: %v, want ErrNotFound", what, err)
			}
		}
	})
}

func TestPurge(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		person := addStaff(t, s, "Sato", "reviewer")
		sub := sent(t, s, noon)
		images := must[[]review.RoundImage](t)(s.Images(ctx, sub.ID, 1))
		back, front := images[0].Image, images[1].Image
		d := decision(sub, person)
		d.Images = []review.DecisionImage{{Side: "back", Image: back.ID, Digest: back.Digest}, {Side: "front", Image: front.ID, Digest: front.Digest}}
		write(t, s, func(tx review.Tx) error {
			return errors.Join(tx.InsertDecision(ctx, d), tx.SaveRound(ctx, &review.Round{Submission: sub.ID, N: 2, Key: "r2"}),
				tx.PlaceImage(ctx, sub.ID, 2, "back", back.ID, true), tx.MarkPurged(ctx, review.Erasure{Image: back.ID, By: person, At: noon.Add(time.Hour)}))
		})
		back.Digest, back.Original, back.Screen, back.Preview, back.Thumb, back.Name, back.Facts = nil, "", "", "", "", nil, nil
		back.PurgedAt, back.PurgedBy = noon.Add(time.Hour), person
		got := must[[]review.RoundImage](t)(s.Images(ctx, sub.ID, 1))
		if !reflect.DeepEqual(got[0].Image, back) || !reflect.DeepEqual(got[1].Image, front) {
			t.Errorf("after the purge: %+v", got)
		}
		rec := must[*review.DecisionRecord](t)(s.Decision(ctx, d.ID))
		if rec.Images[0].Digest != nil || rec.Images[1].Digest == nil {
			t.Errorf("digests of the decision: %+v, want only the front's", rec.Images)
		}
		want := []review.Purge{{Reference: sub.Reference, Round: 1, Side: "back", By: person, ByName: "Sato", At: noon.Add(time.Hour)}}
		if got := must[[]review.Purge](t)(s.Purges(ctx, noon.Add(time.Hour), 10)); !reflect.DeepEqual(got, want) {
			t.Errorf("purges:\ngot  %+v\nwant %+v", got, want)
		}
		if got := must[[]review.Purge](t)(s.Purges(ctx, noon.Add(time.Hour+1000), 10)); len(got) != 0 {
			t.Errorf("purges since later: %+v", got)
		}
	})
}

func TestViewsAreRecordedOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		for i, c := range []struct {
			what   string
			f      func(review.Tx) (bool, error)
			expect bool
		}{
			{"viewed before it was fetched", func(tx review.Tx) (bool, error) { return tx.Viewed(ctx, "p", "i", "g", noon) }, false},
			{"fetched", func(tx review.Tx) (bool, error) { return tx.Fetched(ctx, "p", "i", "g", noon) }, true},
			{"fetched again", func(tx review.Tx) (bool, error) { return tx.Fetched(ctx, "p", "i", "g", noon) }, false},
			{"viewed", func(tx review.Tx) (bool, error) { return tx.Viewed(ctx, "p", "i", "g", noon) }, true},
			{"viewed again", func(tx review.Tx) (bool, error) { return tx.Viewed(ctx, "p", "i", "g", noon) }, false},
			{"under another grant", func(tx review.Tx) (bool, error) { return tx.Fetched(ctx, "p", "i", "g2", noon) }, true},
			{"by another person", func(tx review.Tx) (bool, error) { return tx.Fetched(ctx, "q", "i", "g", noon) }, true},
			{"fields opened", func(tx review.Tx) (bool, error) { return tx.Opened(ctx, "p", "s", 1, "g", noon) }, true},
			{"fields opened again", func(tx review.Tx) (bool, error) { return tx.Opened(ctx, "p", "s", 1, "g", noon) }, false},
			{"fields of another round", func(tx review.Tx) (bool, error) { return tx.Opened(ctx, "p", "s", 3, "g", noon) }, true},
			{"fields under another grant", func(tx review.Tx) (bool, error) { return tx.Opened(ctx, "p", "s", 2, "g2", noon) }, true},
			{"fields by another person", func(tx review.Tx) (bool, error) { return tx.Opened(ctx, "q", "s", 2, "g", noon) }, true},
			{"fields of another submission", func(tx review.Tx) (bool, error) { return tx.Opened(ctx, "p", "s2", 2, "g", noon) }, true},
		} {
			write(t, s, func(tx review.Tx) error {
				first, err := c.f(tx)
				if first != c.expect {
					t.Errorf("%d, %s: %v, want %v", i, c.what, first, c.expect)
				}
				return err
			})
		}
		if got := must[[]int](t)(s.OpenedRounds(ctx, "p", "s", "g")); !slices.Equal(got, []int{1, 3}) {
			t.Errorf("opened rounds %v, want 1 and 3", got)
		}
	})
}
