package review_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"shinsa/review"
	"shinsa/staff"
)

var supervisor2 = review.Actor{ID: "supervisor-2", Role: "supervisor", Name: "Fumi", Session: "s6"}

// employ gives people active accounts.
func (d *desk) employ(people ...review.Actor) {
	d.t.Helper()
	d.must(d.store.Staff().Write(ctx, func(tx staff.Tx) error {
		for _, p := range people {
			email := string(p.ID) + "@example.com"
			a := &staff.Account{ID: staff.AccountID(p.ID), Email: email, Folded: email, Name: p.Name, Role: staff.Role(p.Role), Status: staff.Active, CreatedAt: d.now()}
			if err := tx.InsertAccount(ctx, a); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Who decided or overturned does not decide next, unless he is the only one left and a supervisor: by hand
// and by "next" alike.
func TestWhoDecidedDoesNotDecideNext(t *testing.T) {
	t.Parallel()
	decided := func(o review.Outcome, reasons ...string) func(*desk, review.Actor, review.Reference) review.DecisionID {
		return func(d *desk, a review.Actor, ref review.Reference) review.DecisionID {
			return d.decided(a, ref, o, reasons...)
		}
	}
	escalate := decided(review.Escalate)
	overturn := func(d *desk, ref review.Reference, id review.DecisionID, by review.Actor) {
		d.pass(11 * time.Second)
		d.must(d.AuditDecision(ctx, by, id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "look again"}))
	}
	for _, c := range []struct {
		what   string
		staff  []review.Actor
		before func(d *desk, token string, ref review.Reference)
		may    []review.Actor // of the staff
	}{
		{"waiting", []review.Actor{reviewer, supervisor}, func(*desk, string, review.Reference) {}, []review.Actor{reviewer, supervisor}},
		{"escalated by a reviewer", []review.Actor{reviewer, reviewer2, supervisor},
			func(d *desk, _ string, ref review.Reference) { escalate(d, reviewer, ref) }, []review.Actor{supervisor}},
		{"escalated by one of two supervisors", []review.Actor{reviewer, supervisor, supervisor2},
			func(d *desk, _ string, ref review.Reference) { escalate(d, supervisor, ref) }, []review.Actor{supervisor2}},
		{"escalated by the only supervisor", []review.Actor{reviewer, reviewer2, supervisor},
			func(d *desk, _ string, ref review.Reference) { escalate(d, supervisor, ref) }, []review.Actor{supervisor}},
		{"escalated and taken back", []review.Actor{reviewer, supervisor, supervisor2}, func(d *desk, _ string, ref review.Reference) {
			if _, err := d.Retract(ctx, supervisor, escalate(d, supervisor, ref)); err != nil {
				t.Fatal(err)
			}
			d.must(d.Release(ctx, supervisor, ref))
		}, []review.Actor{reviewer, supervisor, supervisor2}},
		{"overturned", []review.Actor{reviewer, reviewer2, supervisor, supervisor2}, func(d *desk, _ string, ref review.Reference) {
			overturn(d, ref, decided(review.Approve)(d, reviewer, ref), supervisor)
		}, []review.Actor{reviewer2, supervisor2}},
		{"overturned, and nobody else is left", []review.Actor{reviewer, supervisor}, func(d *desk, _ string, ref review.Reference) {
			overturn(d, ref, decided(review.Approve)(d, reviewer, ref), supervisor)
		}, []review.Actor{supervisor}},
		{"overturned and escalated by the others", []review.Actor{reviewer, reviewer2, supervisor}, func(d *desk, _ string, ref review.Reference) {
			overturn(d, ref, decided(review.Approve)(d, reviewer, ref), supervisor)
			escalate(d, reviewer2, ref)
		}, []review.Actor{supervisor}},
		{"sent again", []review.Actor{reviewer, supervisor}, func(d *desk, token string, ref review.Reference) {
			decided(review.Resubmit, "name-mismatch")(d, reviewer, ref)
			d.pass(11 * time.Second)
			d.must(d.SaveIdentity(ctx, token, "en", identity))
			for i, side := range []string{"front", "back"} {
				d.must(d.AddImage(ctx, token, side, side+".jpg", picture(7+i)))
			}
			d.must(d.Submit(ctx, token, "en", ""))
		}, []review.Actor{reviewer, supervisor}},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.employ(c.staff...)
			token, ref := d.sent()
			c.before(d, token, ref)
			d.pass(11 * time.Second)
			for _, a := range c.staff {
				may := slices.Contains(c.may, a)
				if v, err := d.Review(ctx, a, ref); err != nil || v.CanClaim != may {
					t.Errorf("%s is shown that he can claim: %v, %v", a.ID, v.CanClaim, err)
				}
				for _, way := range []struct {
					by      string
					claim   func() error
					refused error
				}{
					{"hand", func() error { return d.Claim(ctx, a, ref, false) }, review.ErrDenied},
					{"next", func() error { _, err := d.Next(ctx, a); return err }, review.ErrNotFound},
				} {
					err := way.claim()
					if may != (err == nil) || !may && !errors.Is(err, way.refused) {
						t.Errorf("%s by %s: %v", a.ID, way.by, err)
					}
					if err == nil {
						d.must(d.Release(ctx, a, ref))
					}
				}
			}
			for _, a := range c.may[:1] {
				d.decided(a, ref, review.Approve)
			}
		})
	}
}

// The only one left gets what he is barred from last, and none that others could take.
func TestNextOffersTheLastOneLeftWhatNobodyElseMayTake(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.employ(reviewer, supervisor)
	var refs []review.Reference
	for range 3 {
		_, ref := d.sent()
		refs = append(refs, ref)
		d.pass(time.Minute)
	}
	overturned := func(ref review.Reference, by review.Actor) {
		id := d.decided(by, ref, review.Approve)
		d.pass(11 * time.Second)
		d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "look again"}))
		d.pass(time.Minute)
	}
	overturned(refs[0], supervisor2) // who has no account any more, so the reviewer is left
	overturned(refs[1], reviewer)    // the supervisor is the only one left
	for _, want := range []review.Reference{refs[2], refs[1]} {
		if got, err := d.Next(ctx, supervisor); err != nil || got != want {
			t.Errorf("the supervisor gets %s, %v; want %s", got, err, want)
		}
	}
	if got, err := d.Next(ctx, supervisor); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("the supervisor gets %s, %v as well", got, err)
	}
	if got, err := d.Next(ctx, reviewer); err != nil || got != refs[0] {
		t.Errorf("the reviewer gets %s, %v; want %s", got, err, refs[0])
	}
}
