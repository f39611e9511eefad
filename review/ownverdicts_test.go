package review_test

import (
	"errors"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// Who made a decision reads what was said of it and answers once; nobody else answers.
func TestTheAuthorAnswersAVerdictOnce(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.employ(reviewer, reviewer2, supervisor, supervisor2)
		_, ref := d.sent()
		id := d.decidedFor(reviewer, ref, review.Approve)
		unread := func(a review.Actor) int {
			n, err := d.UnreadVerdicts(ctx, a)
			d.must(err)
			return n
		}
		if err := d.AnswerVerdict(ctx, reviewer, id, "but"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("an answer before any verdict: %v", err)
		}
		d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "the room is missing"}))
		if got := unread(reviewer); got != 1 {
			t.Errorf("%d are new to its author, want 1", got)
		}
		if got := unread(reviewer2); got != 0 {
			t.Errorf("%d are new to a colleague, want 0", got)
		}
		own, err := d.OwnVerdicts(ctx, reviewer)
		d.must(err)
		if len(own) != 1 || !own[0].Unread || !own[0].CanAnswer || own[0].Decision.AuditTexts[own[0].N] != "the room is missing" {
			t.Fatalf("he reads %+v", own)
		}
		if others, err := d.OwnVerdicts(ctx, reviewer2); err != nil || len(others) != 0 {
			t.Errorf("a colleague reads %d, %v", len(others), err)
		}
		for _, text := range []string{"", "  ", string(make([]byte, 2001))} {
			var wrong review.FieldErrors
			if err := d.AnswerVerdict(ctx, reviewer, id, text); !errors.As(err, &wrong) {
				t.Errorf("an answer of %d bytes: %v", len(text), err)
			}
		}
		for _, a := range []review.Actor{reviewer2, supervisor, supervisor2, support, admin} {
			if err := d.AnswerVerdict(ctx, a, id, "I say"); !errors.Is(err, review.ErrDenied) {
				t.Errorf("%s answers: %v", a.ID, err)
			}
		}
		d.must(d.AnswerVerdict(ctx, reviewer, id, "It is a house."))
		d.must(d.AnswerVerdict(ctx, reviewer, id, "It is a house.")) // a doubled click
		if err := d.AnswerVerdict(ctx, reviewer, id, "And more."); !errors.Is(err, review.ErrAlreadyDecided) {
			t.Errorf("a second answer: %v", err)
		}
		if n := len(d.leaves(audit.VerdictAnswered)); n != 1 {
			t.Errorf("%d answers are in the log, want 1", n)
		}
		// The supervisor reads it beside his verdict.
		v, err := d.AuditView(ctx, supervisor, id)
		d.must(err)
		if v.Decision.Audits[0].Answer == nil || v.Decision.AnswerTexts[0] != "It is a house." {
			t.Errorf("the supervisor reads %+v", v.Decision.AnswerTexts)
		}
		d.must(d.ReadVerdicts(ctx, reviewer))
		if got := unread(reviewer); got != 0 {
			t.Errorf("%d are new after reading", got)
		}
		d.pass(time.Minute)
		second := d.decidedFor(reviewer, d.sentRef(), review.Approve)
		d.must(d.AuditDecision(ctx, supervisor, second, review.VerdictForm{Verdict: review.Agree, Note: "well seen"}))
		if got := unread(reviewer); got != 0 {
			t.Errorf("an agreement counts as %d", got)
		}
		if own, err = d.OwnVerdicts(ctx, reviewer); err != nil || len(own) != 2 || own[0].Decision.ID != second || own[1].CanAnswer {
			t.Errorf("%v, %+v", err, own)
		}
		// Erased, the words are gone and the verdict stays.
		d.must(d.Erase(ctx, d.submissionOf(id)))
		if own, err = d.OwnVerdicts(ctx, reviewer); err != nil || own[1].Decision.AnswerTexts[0] != "" || own[1].Decision.AuditTexts[0] != "" || own[1].Decision.Audits[0].Severity != review.Major {
			t.Errorf("erased: %v, %+v", err, own[1])
		}
	})
}

func (d *desk) sentRef() review.Reference {
	_, ref := d.sent()
	return ref
}
