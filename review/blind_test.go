package review_test

import (
	"errors"
	"testing"
	"time"

	"shinsa/review"
	"shinsa/staff"
)

// row is a submission as it is stored; change changes it behind the desk's back.
func (d *desk) row(ref review.Reference) *review.Submission {
	d.t.Helper()
	s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: ref})
	d.must(err)
	return s
}

func (d *desk) change(ref review.Reference, f func(s *review.Submission)) {
	d.t.Helper()
	d.must(d.store.Write(ctx, func(tx review.Tx) error {
		s, err := tx.LockSubmission(ctx, review.SubmissionKey{Reference: ref})
		if err != nil {
			return err
		}
		f(s)
		return tx.SaveSubmission(ctx, s)
	}))
}

// Until a decision takes effect, only its author sees it on the audit desk. While a second opinion is awaited
// that lasts; see TestSecondReviewSituations.
func TestADecisionIsItsAuthorsAloneForAWhile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	id := d.decided(reviewer, ref, review.Approve)
	sees := func(a review.Actor, want error) {
		t.Helper()
		if _, err := d.AuditView(ctx, a, id); !errors.Is(err, want) {
			t.Errorf("%s opens the decision: %v, want %v", a.Role, err, want)
		}
	}
	lists := func(a review.Actor, want int) {
		t.Helper()
		p, err := d.AuditList(ctx, a, review.DecisionQuery{})
		if err != nil || len(p.Rows) != want {
			t.Errorf("%s is listed %d decisions, %v; want %d", a.Role, len(p.Rows), err, want)
		}
	}
	sees(reviewer, nil)
	sees(supervisor, review.ErrNotFound)
	lists(supervisor, 0)
	d.pass(11 * time.Second)
	sees(supervisor, nil)
	lists(supervisor, 1)
}

// While it can be taken back, others see the claim as it was, and are refused as before.
func TestAPendingDecisionLooksLikeAClaim(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	look := func() (*review.ReviewView, *review.ApplicantView) {
		t.Helper()
		v, err := d.Review(ctx, supervisor, ref)
		d.must(err)
		a, err := d.OpenLink(ctx, token)
		d.must(err)
		return v, a
	}
	before, applicant := look()
	if _, err := d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Reject, "cropped")); err != nil {
		t.Fatal(err)
	}
	after, later := look()
	if !after.HolderUntil.Equal(before.HolderUntil) || after.CanTake != before.CanTake || after.CanClaim != before.CanClaim || len(after.History) != 0 {
		t.Errorf("a colleague sees\n%+v, before the decision\n%+v", after, before)
	}
	if later.State != applicant.State || later.CanWithdraw != applicant.CanWithdraw || later.CanRecall != applicant.CanRecall || later.Outcome != nil {
		t.Errorf("the applicant sees\n%+v, before the decision\n%+v", later, applicant)
	}
	var holder *review.NotHolderError
	if err := d.Claim(ctx, reviewer2, ref, false); !errors.As(err, &holder) || holder.Holder != reviewer.ID {
		t.Errorf("a colleague claims it: %v", err)
	}
	if _, err := d.Decide(ctx, reviewer2, ref, d.form(reviewer2, ref, review.Approve)); !errors.As(err, &holder) {
		t.Errorf("a colleague decides on it: %v", err)
	}
	d.pass(11 * time.Second)
	if row, err := d.FindReference(ctx, reviewer2, ref); err != nil || row.HolderID != "" || row.State != review.Rejected {
		t.Errorf("once in effect it is listed as %+v, %v", row, err)
	}
}

// Where one reviewer and one supervisor are all there is, an overturn must not leave a submission that
// nobody may decide on.
func TestTheLastSupervisorDecidesAfterAnOverturn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	account := func(a review.Actor) {
		t.Helper()
		d.must(d.store.Staff().Write(ctx, func(tx staff.Tx) error {
			return tx.InsertAccount(ctx, &staff.Account{
				ID: staff.AccountID(a.ID), Email: a.Name + "@example.com", Folded: a.Name, Name: a.Name,
				Role: staff.Role(a.Role), Status: staff.Active, CreatedAt: d.now(),
			})
		}))
	}
	account(reviewer)
	account(supervisor)
	_, ref := d.sent()
	id := d.decided(reviewer, ref, review.Reject, "cropped")
	d.pass(time.Minute)
	d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "all corners are there"}))
	if err := d.Claim(ctx, reviewer, ref, false); !errors.Is(err, review.ErrDenied) {
		t.Errorf("the reviewer who was overturned claims it: %v", err)
	}
	account(reviewer2)
	if err := d.Claim(ctx, supervisor, ref, false); !errors.Is(err, review.ErrDenied) {
		t.Errorf("the supervisor claims what another reviewer could: %v", err)
	}
	d.must(d.Claim(ctx, reviewer2, ref, false))
	if _, err := d.Decide(ctx, reviewer2, ref, d.form(reviewer2, ref, review.Escalate)); err != nil {
		t.Fatal(err)
	}
	d.pass(time.Minute)
	d.must(d.Claim(ctx, supervisor, ref, false)) // of what is escalated nobody else is left
	if _, err := d.Decide(ctx, supervisor, ref, d.form(supervisor, ref, review.Approve)); err != nil {
		t.Error(err)
	}
}
