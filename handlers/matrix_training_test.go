package handlers

import (
	"github.com/google/uuid"

	"shinsa/review"
	"shinsa/training"
)

// trainingSet puts a training set of somebody into the store, as it stands after some of its cases: the first one opened,
// or decided. It is always the same set, so that its cases are drawn once.
func (d *testDesk) trainingSet(person review.StaffID, opened, decided bool) string {
	d.t.Helper()
	ctx, store, now := d.t.Context(), d.store.Training(), d.clock.now()
	s := &training.Set{ID: uuid.Must(uuid.NewV7()).String(), Person: person, By: person, Seed: 1, Size: 5, Mix: training.Even, Day: testStart, MadeAt: now}
	if _, err := store.AddSet(ctx, s, 1<<30); err != nil {
		d.t.Fatal(err)
	}
	if opened {
		if err := store.OpenCase(ctx, s.ID, 1, now); err != nil {
			d.t.Fatal(err)
		}
	}
	if decided {
		answer := training.Answer{Outcome: review.Escalate, Answers: review.Answers{"legible": review.No}}
		if err := store.Answer(ctx, training.Record{Set: s.ID, N: 1, AnsweredAt: now, Answer: answer}); err != nil {
			d.t.Fatal(err)
		}
	}
	return s.ID
}

// onSet are the situations of a training set and its first case.
func onSet() []situation {
	of := func(mine, opened, decided bool) func(*scene) {
		return func(x *scene) {
			person := x.colleague
			if mine {
				person = x.me
			}
			x.params["id"], x.params["n"], x.params["side"] = x.trainingSet(person, opened, decided), "1", "front"
		}
	}
	named := func(id, n string) func(*scene) {
		return func(x *scene) { x.params["id"], x.params["n"], x.params["side"] = id, n, "front" }
	}
	return []situation{
		{"unknown set", named("019ab000-0000-7000-8000-000000000000", "1")},
		{"no set at all", named("set", "1")},
		{"my set, not begun", of(true, false, false)},
		{"my set, a case open", of(true, true, false)},
		{"my set, a case decided", of(true, true, true)},
		{"my set, no case at all", func(x *scene) { of(true, true, false)(x); x.params["n"] = "01" }},
		{"a colleague's set, not begun", of(false, false, false)},
		{"a colleague's set, a case open", of(false, true, false)},
		{"a colleague's set, a case decided", of(false, true, true)},
	}
}

// onTrainee are the situations of a person with, or without, training.
func onTrainee() []situation {
	return []situation{
		{"unknown account", func(x *scene) { x.params["id"] = "019ab000-0000-7000-8000-000000000000" }},
		{"no account at all", func(x *scene) { x.params["id"] = "somebody" }},
		{"myself, with a set", func(x *scene) { x.trainingSet(x.me, true, true); x.params["id"] = string(x.me) }},
		{"a colleague with a set", func(x *scene) { x.trainingSet(x.colleague, true, true); x.params["id"] = string(x.colleague) }},
	}
}
