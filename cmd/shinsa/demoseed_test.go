package main

import (
	"context"
	"io"
	"path/filepath"
	"testing"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// Everybody who sent again in a demonstration is who he was, and what was wrong is right, also with images
// that several share.
func TestADemonstrationsSecondRounds(t *testing.T) {
	t.Parallel()
	for seed, images := range map[uint64]int{1: 9, 2: 1} {
		ctx, clock := t.Context(), &seedClock{}
		p, err := open(ctx, storeFlags{Data: filepath.Join(t.TempDir(), "data")}, openOptions{create: true, now: clock.now})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = p.close() })
		if _, err := p.demoStaff(ctx, demoPassword); err != nil {
			t.Fatal(err)
		}
		people, err := p.seedActors(ctx)
		if err != nil {
			t.Fatal(err)
		}
		s := &seeder{parts: p, clock: clock, count: 49, seed: seed, start: time.Now(), people: people}
		if err := s.run(ctx, io.Discard, images); err != nil {
			t.Fatal(err)
		}
		clock.live()
		if again := s.checkRounds(ctx, t); again != 2 {
			t.Errorf("seed %d: %d were sent again and wait, want 2", seed, again)
		}
	}
}

// checkRounds compares what was typed in second rounds with the documents, and says how many there are.
func (s *seeder) checkRounds(ctx context.Context, t *testing.T) (again int) {
	t.Helper()
	printed := map[string]specimen.Truth{} // by the birth date
	for _, one := range s.first {
		printed[one.truth.Printed["birth_date"]] = one.truth
	}
	page, err := s.desk.Queue(ctx, s.people[0], review.QueueQuery{State: review.Waiting, Sort: review.SortOldest})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range page.Rows {
		if row.Round == 1 {
			continue
		}
		again++
		v, err := s.desk.Review(ctx, s.people[0], row.Reference)
		if err != nil {
			t.Fatal(err)
		}
		now, before := v.Round.Fields, v.Earlier[0].Fields
		truth, known := printed[now["birth_date"]]
		if !known || now["name"] != truth.Printed["name"] {
			t.Errorf("%s was sent again by %s (%s), first by %s (%s)", row.Reference, now["name"], now["birth_date"], before["name"], before["birth_date"])
			continue
		}
		corrected := map[specimen.Defect]string{
			specimen.NameMismatch: "name", specimen.AddressMismatch: "address", specimen.BirthDateMismatch: "birth_date", specimen.NumberMismatch: "number",
		}
		for _, field := range []string{"name", "address", "birth_date", "number"} {
			right := field != "number" || len(truth.Defects) == 0 || truth.Defects[0] != specimen.Expired
			if right && now[field] != truth.Printed[field] {
				t.Errorf("%s: %s is %q again, and %q is printed", row.Reference, field, now[field], truth.Printed[field])
			}
		}
		for _, d := range truth.Defects {
			if field := corrected[d]; field != "" && now[field] == before[field] {
				t.Errorf("%s: %s is not corrected", row.Reference, field)
			}
		}
		if len(v.Round.Images) == 0 {
			t.Errorf("%s: sent again without images", row.Reference)
		}
	}
	return again
}
