package review_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// rejected is a submission with a rejection in effect.
func (d *desk) rejected(by review.Actor) (token string, ref review.Reference, id review.DecisionID) {
	d.t.Helper()
	token, ref = d.sent()
	id = d.decided(by, ref, review.Reject, "cropped")
	d.takesEffect()
	return token, ref, id
}

// complaintCode is why a complaint was refused; empty when it was not.
func complaintCode(err error) string {
	var refused *review.ComplaintError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

func TestWhereAComplaintIsPossible(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.employ(reviewer, reviewer2, supervisor, supervisor2)
		want := map[review.State]string{
			review.Approved: review.ComplaintState, review.Rejected: "", review.Resubmission: review.ComplaintState,
			review.Escalated: review.ComplaintState, review.Withdrawn: review.ComplaintState, review.Waiting: review.ComplaintState,
		}
		for state, code := range want {
			p := d.ends(state)
			if state == review.Rejected { // within the ten seconds its applicant does not know
				if err := d.Complain(ctx, p.token, "en", "look"); complaintCode(err) != review.ComplaintState {
					t.Errorf("before it took effect: %v", err)
				}
			}
			d.takesEffect()
			v, err := d.OpenLink(ctx, p.token)
			d.must(err)
			if possible := !v.ComplainUntil.IsZero(); possible != (code == "") {
				t.Errorf("%s: offered %t", state, possible)
			}
			err = d.Complain(ctx, p.token, "en", "Please look at the back again.")
			if got := complaintCode(err); got != code || code == "" && err != nil {
				t.Errorf("%s: %v, want %q", state, err, code)
			}
			err = d.PassComplaint(ctx, support, p.ref, "look once more")
			if want := code; want == "" && complaintCode(err) != review.ComplaintMade || want != "" && complaintCode(err) != want {
				t.Errorf("%s: passed on: %v", state, err)
			}
		}
		if err := d.Complain(ctx, "nobody", "en", "look"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("an unknown link: %v", err)
		}
	})
}

func TestAComplaintIsMadeOnce(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		token, ref, id := d.rejected(reviewer)
		for _, c := range []struct{ text, want string }{
			{"", "required"}, {" \n ", "required"}, {strings.Repeat("あ", review.MaxComplaint+1), "too-long"}, {"a\x00b", "characters"}, {"\xff", "characters"},
		} {
			if err := d.Complain(ctx, token, "en", c.text); wrongField(err, "complaint") != c.want {
				t.Errorf("%.10q: %v, want %s", c.text, err, c.want)
			}
		}
		d.must(d.Complain(ctx, token, "ja", hostile))
		d.must(d.Complain(ctx, token, "ja", hostile)) // a doubled click
		if err := d.Complain(ctx, token, "ja", "and another thing"); complaintCode(err) != review.ComplaintMade {
			t.Errorf("a second one: %v", err)
		}
		v, err := d.OpenLink(ctx, token)
		d.must(err)
		if c := v.Complaint; c == nil || c.Text != strings.TrimSpace(hostile) || c.Lang != "ja" || !c.AnswerBy.Equal(d.now().Add(14*review.Day)) || !v.ComplainUntil.IsZero() {
			t.Errorf("its applicant reads %+v", v.Complaint)
		}
		leaves := d.leaves(audit.ComplaintMade)
		if len(leaves) != 1 || said(leaves[0], "via") != "via=link" {
			t.Errorf("the log has %v", leaves)
		}
		list, err := d.AuditList(ctx, supervisor, review.DecisionQuery{})
		d.must(err)
		if len(list.Complaints) != 1 || list.Complaints[0].Reference != ref || list.Complaints[0].Decision != id || !list.Complaints[0].CanAnswer {
			t.Errorf("on top of the supervisors' page: %+v", list.Complaints)
		}
		own, err := d.AuditList(ctx, reviewer, review.DecisionQuery{})
		d.must(err)
		if len(own.Complaints) != 0 {
			t.Errorf("a reviewer is shown %+v", own.Complaints)
		}
		mine, err := d.AuditView(ctx, reviewer, id)
		d.must(err)
		if mine.Complaint != nil || mine.CanStay {
			t.Errorf("the author reads the complaint: %+v", mine.Complaint)
		}
	})
}

func TestTheTimeForAComplaint(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		within, kept, wait time.Duration
		want               string
	}{
		"in time":                        {60 * review.Day, 180 * review.Day, 59 * review.Day, ""},
		"a moment late":                  {60 * review.Day, 180 * review.Day, 60 * review.Day, review.ComplaintLate},
		"not beyond what is kept":        {60 * review.Day, 30 * review.Day, 31 * review.Day, review.ComplaintLate},
		"kept until it is erased":        {60 * review.Day, 0, 59 * review.Day, ""},
		"the operator takes none at all": {0, 0, time.Hour, review.ComplaintOff},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.set.ComplainWithin, d.set.Retention.Rejected = c.within, c.kept
			token, _, _ := d.rejected(reviewer)
			d.pass(c.wait - time.Second) // it took effect a second before
			if err := d.Complain(ctx, token, "en", "look"); complaintCode(err) != c.want || c.want == "" && err != nil {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

func TestAnUpheldComplaint(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.employ(reviewer, supervisor, supervisor2)
		token, _, id := d.rejected(reviewer)
		d.must(d.Complain(ctx, token, "ja", "裏面をもう一度"))
		for _, a := range []review.Actor{reviewer, support, admin} {
			if err := d.AnswerComplaint(ctx, a, id, review.ComplaintForm{Verdict: review.Agree, Message: "no"}); !errors.Is(err, review.ErrDenied) {
				t.Errorf("%s answers: %v", a.Role, err)
			}
		}
		for _, c := range []struct {
			verdict       review.Verdict
			note, message string
			field, want   string
		}{
			{"maybe", "", "", "verdict", "choose"}, {review.Agree, "a note", " ", "message", "required"}, {review.Overturn, "", "sorry", "note", "required"},
			{review.Agree, strings.Repeat("x", 4001), "m", "note", "too-long"}, {review.Agree, "", strings.Repeat("x", review.MaxComplaint+1), "message", "too-long"},
		} {
			if err := d.AnswerComplaint(ctx, supervisor, id, review.ComplaintForm{Verdict: c.verdict, Note: c.note, Message: c.message}); wrongField(err, c.field) != c.want {
				t.Errorf("%q: %v, want %s %s", c.verdict, err, c.field, c.want)
			}
		}
		d.pass(time.Hour)
		d.must(d.AnswerComplaint(ctx, supervisor, id, review.ComplaintForm{Verdict: review.Agree, Note: "the corner is missing", Message: "もう一度確認しました。"}))
		d.must(d.AnswerComplaint(ctx, supervisor, id, review.ComplaintForm{Verdict: review.Agree, Note: "the corner is missing", Message: "もう一度確認しました。"})) // a doubled click
		if err := d.AnswerComplaint(ctx, supervisor2, id, review.ComplaintForm{Verdict: review.Overturn, Note: "no"}); complaintCode(err) != review.ComplaintSettled {
			t.Errorf("a colleague answers as well: %v", err)
		}
		v, err := d.OpenLink(ctx, token)
		d.must(err)
		if v.State != review.Rejected || v.Complaint.Verdict != review.Agree || v.Complaint.Message != "もう一度確認しました。" || !v.Complaint.AnsweredAt.Equal(d.now()) {
			t.Errorf("its applicant reads %s and %+v", v.State, v.Complaint)
		}
		if err := d.Complain(ctx, token, "ja", "again"); complaintCode(err) != review.ComplaintMade {
			t.Errorf("a second complaint: %v", err)
		}
		rec, err := d.store.Decision(ctx, id)
		d.must(err)
		if len(rec.Audits) != 1 || rec.Audits[0].Verdict != review.Agree || rec.Audits[0].By != supervisor.ID || !rec.Stands() {
			t.Errorf("the decision has %+v", rec.Audits)
		}
		mine, err := d.AuditView(ctx, reviewer, id)
		d.must(err)
		if mine.Decision.AuditTexts[0] != "the corner is missing" {
			t.Errorf("its author reads %q", mine.Decision.AuditTexts)
		}
		if list, err := d.AuditList(ctx, supervisor2, review.DecisionQuery{}); err != nil || len(list.Complaints) != 0 {
			t.Errorf("still on top: %+v, %v", list.Complaints, err)
		}
		if leaves := d.leaves(audit.ComplaintAnswered); len(leaves) != 1 || said(leaves[0], "verdict") != "verdict=agree" || len(d.leaves(audit.DecisionAudited)) != 1 {
			t.Errorf("the log has %v", leaves)
		}
		d.letters(v.Reference, "mail.complaint en→ja", review.TopicComplaint, "", "mail.complaint-answer", review.TopicComplaintAnswer, "もう一度確認しました。")
	})
}

// letters opens what was written about a complaint: pairs of what it is, its topic and its message.
func (d *desk) letters(ref review.Reference, want ...string) {
	d.t.Helper()
	s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: ref})
	d.must(err)
	parcels, err := d.store.Parcels(ctx, s.ID)
	d.must(err)
	got := map[string]*review.Letter{}
	for _, p := range parcels {
		l, err := d.Letter(ctx, p)
		d.must(err)
		got[p.Topic] = l
	}
	for i := 0; i < len(want); i += 3 {
		l := got[want[i+1]]
		if l == nil || l.Message != want[i+2] && want[i+1] == review.TopicComplaintAnswer || l.To != "maria@example.org" || l.Lang != "ja" || l.Token == "" {
			d.t.Errorf("%s: %+v", want[i], l)
		}
	}
}

func TestAComplaintThatTurnsTheDecision(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.employ(reviewer, reviewer2, supervisor, supervisor2)
		_, before := d.sent() // waits longer
		d.pass(time.Minute)
		token, ref, id := d.rejected(reviewer)
		d.must(d.PassComplaint(ctx, support, ref, "the caller says that all corners are there"))
		view, err := d.AuditView(ctx, supervisor, id)
		d.must(err)
		if c := view.Complaint; c == nil || c.PassedBy != support.Name && c.PassedBy != "" || !c.CanAnswer || c.Text != "the caller says that all corners are there" {
			t.Errorf("the supervisor reads %+v", c)
		}
		wrong := review.ComplaintForm{Verdict: review.Overturn, Severity: "grave", Note: "all corners are there"}
		if err := d.AnswerComplaint(ctx, supervisor, id, wrong); wrongField(err, "severity") != "choose" {
			t.Errorf("a severity that there is not: %v", err)
		}
		d.must(d.AnswerComplaint(ctx, supervisor, id, review.ComplaintForm{Verdict: review.Overturn, Severity: review.Critical, Note: "all corners are there"}))
		v, err := d.OpenLink(ctx, token)
		d.must(err)
		if v.State != review.Waiting || v.Complaint.Verdict != review.Overturn {
			t.Errorf("its applicant reads %s and %+v", v.State, v.Complaint)
		}
		if rec, err := d.Store.Decision(ctx, id); err != nil || len(rec.Audits) != 1 || rec.Audits[0].Severity != review.Critical {
			t.Errorf("the overturn weighs %+v, %v", rec.Audits, err)
		}
		for _, a := range []review.Actor{reviewer, supervisor} {
			if got, err := d.Next(ctx, a); err != nil || got != before {
				t.Errorf("%s is offered %s, %v", a.Name, got, err)
			}
			d.must(d.Release(ctx, a, before))
		}
		if got, err := d.Next(ctx, reviewer2); err != nil || got != ref {
			t.Errorf("first in line for somebody else: %s, %v", got, err)
		}
		// Rejected again: one complaint is all there is.
		_, err = d.Decide(ctx, reviewer2, ref, d.form(reviewer2, ref, review.Reject, "cropped"))
		d.must(err)
		d.takesEffect()
		if err := d.Complain(ctx, token, "en", "once more"); complaintCode(err) != review.ComplaintMade {
			t.Errorf("after the second rejection: %v", err)
		}
	})
}

// An audit that overturns the decision gives its applicant what he asked for.
func TestAnOverturnAnswersTheComplaint(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.employ(reviewer, reviewer2, supervisor, supervisor2)
	token, _, id := d.rejected(reviewer)
	d.must(d.Complain(ctx, token, "en", "look"))
	d.must(d.AuditDecision(ctx, supervisor2, id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "wrong"}))
	v, err := d.OpenLink(ctx, token)
	d.must(err)
	if v.Complaint.Verdict != review.Overturn || v.State != review.Waiting {
		t.Errorf("%s, %+v", v.State, v.Complaint)
	}
	if err := d.AnswerComplaint(ctx, supervisor, id, review.ComplaintForm{Verdict: review.Agree, Message: "no"}); complaintCode(err) != review.ComplaintSettled {
		t.Errorf("answering it afterwards: %v", err)
	}
}

// Who may not answer a complaint cannot do it by an overturn either; somebody else's overturn is one.
func TestAnOverturnIsNoWayRoundTheRule(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.employ(reviewer, reviewer2, supervisor, supervisor2)
		token, _, id := d.rejected(reviewer)
		d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Agree}))
		may := func(a review.Actor) (verdict, overturn bool) {
			t.Helper()
			v, err := d.AuditView(ctx, a, id)
			d.must(err)
			return v.CanAudit, v.CanOverturn
		}
		if v, o := may(supervisor); !v || !o {
			t.Errorf("before a complaint: %v, %v", v, o)
		}
		d.must(d.Complain(ctx, token, "en", "look"))
		if v, o := may(supervisor); !v || o {
			t.Errorf("who agreed with it: %v, %v", v, o)
		}
		if v, o := may(supervisor2); !v || !o {
			t.Errorf("who had no part: %v, %v", v, o)
		}
		overturn := review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "wrong"}
		if err := d.AuditDecision(ctx, supervisor, id, overturn); !errors.Is(err, review.ErrDenied) {
			t.Errorf("who agreed with it overturns: %v", err)
		}
		v, err := d.OpenLink(ctx, token)
		d.must(err)
		if rec, err := d.store.Decision(ctx, id); err != nil || len(rec.Audits) != 1 || v.Complaint.Verdict != "" || v.State != review.Rejected {
			t.Errorf("it is %s, %+v, %+v, %v", v.State, v.Complaint, rec, err)
		}
		d.must(d.AuditDecision(ctx, supervisor2, id, overturn))
	})
}

func TestWhoAnswersAComplaint(t *testing.T) {
	t.Parallel()
	third := review.Actor{ID: "supervisor-3", Role: "supervisor", Name: "Go", Session: "s7"}
	for name, c := range map[string]struct {
		staff  []review.Actor
		before func(d *desk) (token string, id review.DecisionID)
		who    review.Actor
		denied bool
	}{
		"who had no part": {[]review.Actor{supervisor, supervisor2}, func(d *desk) (string, review.DecisionID) {
			token, _, id := d.rejected(reviewer)
			return token, id
		}, supervisor, false},
		"who made the decision": {[]review.Actor{supervisor, supervisor2}, func(d *desk) (string, review.DecisionID) {
			token, _, id := d.rejected(supervisor)
			return token, id
		}, supervisor, true},
		"who made the decision and is the only one": {[]review.Actor{supervisor}, func(d *desk) (string, review.DecisionID) {
			token, _, id := d.rejected(supervisor)
			return token, id
		}, supervisor, true},
		"who agreed with it in an audit": {[]review.Actor{supervisor, supervisor2}, func(d *desk) (string, review.DecisionID) {
			token, _, id := d.rejected(reviewer)
			d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Agree}))
			return token, id
		}, supervisor, true},
		"who agreed with it and is the only one": {[]review.Actor{supervisor}, func(d *desk) (string, review.DecisionID) {
			token, _, id := d.rejected(reviewer)
			d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Agree}))
			return token, id
		}, supervisor, false},
		"who overturned an earlier one": {[]review.Actor{supervisor, supervisor2}, func(d *desk) (string, review.DecisionID) {
			token, ref, id := d.rejected(reviewer)
			d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "wrong"}))
			id = d.decided(reviewer2, ref, review.Reject, "cropped")
			d.takesEffect()
			return token, id
		}, supervisor, true},
		"who asked to send again in the round before": {[]review.Actor{supervisor, supervisor2, third}, func(d *desk) (string, review.DecisionID) {
			token, ref := d.sent()
			d.decided(supervisor, ref, review.Resubmit, "cropped")
			d.takesEffect()
			d.must(d.AddImage(ctx, token, "front", "again.jpg", picture(3)))
			d.must(d.AddImage(ctx, token, "back", "again.jpg", picture(4)))
			d.must(d.Submit(ctx, token, "en", ""))
			id := d.decided(reviewer, ref, review.Reject, "cropped")
			d.takesEffect()
			return token, id
		}, supervisor, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.employ(append([]review.Actor{reviewer, reviewer2}, c.staff...)...)
			token, id := c.before(d)
			d.must(d.Complain(ctx, token, "en", "look"))
			view, err := d.AuditView(ctx, c.who, id)
			d.must(err)
			if view.Complaint.CanAnswer == c.denied {
				t.Errorf("the page offers it: %t", view.Complaint.CanAnswer)
			}
			if err := d.AnswerComplaint(ctx, c.who, id, review.ComplaintForm{Verdict: review.Agree, Message: "it stands"}); errors.Is(err, review.ErrDenied) != c.denied || !c.denied && err != nil {
				t.Errorf("got %v, denied %t", err, c.denied)
			}
		})
	}
}

func TestAComplaintKeepsFromErasure(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set.Retention = review.Retention{Rejected: 100 * review.Day, Images: 90 * review.Day}
		token, ref, id := d.rejected(reviewer)
		other, _, _ := d.rejected(reviewer)
		d.must(d.Complain(ctx, token, "en", "look"))
		d.pass(200 * review.Day)
		n, err := d.EraseDue(ctx)
		d.must(err)
		if n.Submissions != 1 || n.Images != 0 {
			t.Errorf("erased %+v", n)
		}
		if _, err := d.OpenLink(ctx, other); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("the other: %v", err)
		}
		s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: ref})
		d.must(err)
		if err := d.Erase(ctx, s.ID); !errors.Is(err, review.ErrStayed) {
			t.Errorf("by hand: %v", err)
		}
		d.must(d.AnswerComplaint(ctx, supervisor, id, review.ComplaintForm{Verdict: review.Agree, Message: "it stands"}))
		d.pass(99 * review.Day)
		if n, err := d.EraseDue(ctx); err != nil || n.Submissions != 0 || n.Images != 2 {
			t.Errorf("99 days after the answer: %+v, %v", n, err)
		}
		if v, err := d.OpenLink(ctx, token); err != nil || v.Complaint.Message != "it stands" {
			t.Errorf("the answer can be read: %v", err)
		}
		d.pass(review.Day)
		if n, err := d.EraseDue(ctx); err != nil || n.Submissions != 1 {
			t.Errorf("a hundred days after it: %+v, %v", n, err)
		}
	})
}

// Erasing takes a complaint's words and it from the list, and leaves that there was one.
func TestAnErasedComplaint(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		token, ref, id := d.rejected(reviewer)
		d.must(d.Complain(ctx, token, "en", "look"))
		s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: ref})
		d.must(err)
		d.must(d.EraseDespiteStay(ctx, s.ID))
		list, err := d.AuditList(ctx, supervisor, review.DecisionQuery{})
		d.must(err)
		view, err := d.AuditView(ctx, supervisor, id)
		d.must(err)
		if len(list.Complaints) != 0 || view.Complaint == nil || !view.Complaint.Erased || view.Complaint.Text != "" || view.Complaint.CanAnswer {
			t.Errorf("%+v, %+v", list.Complaints, view.Complaint)
		}
		if err := d.AnswerComplaint(ctx, supervisor, id, review.ComplaintForm{Verdict: review.Agree, Message: "no"}); !errors.Is(err, review.ErrErased) {
			t.Errorf("answering it: %v", err)
		}
	})
}

func TestKeepingFromErasureByHand(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.set.Retention = review.Retention{Approved: 100 * review.Day}
		p := d.ends(review.Approved)
		d.takesEffect()
		for _, a := range []review.Actor{reviewer, support, admin} {
			if err := d.KeepFromErasure(ctx, a, p.ref, "because"); !errors.Is(err, review.ErrDenied) {
				t.Errorf("%s: %v", a.Role, err)
			}
			if err := d.EndStay(ctx, a, p.ref); !errors.Is(err, review.ErrDenied) {
				t.Errorf("%s ends it: %v", a.Role, err)
			}
		}
		if err := d.KeepFromErasure(ctx, supervisor, p.ref, " "); wrongField(err, "reason") != "required" {
			t.Errorf("without a reason: %v", err)
		}
		d.must(d.KeepFromErasure(ctx, supervisor, p.ref, hostile))
		d.must(d.KeepFromErasure(ctx, supervisor, p.ref, "twice"))
		d.pass(300 * review.Day)
		if n, err := d.EraseDue(ctx); err != nil || n.Submissions != 0 {
			t.Errorf("erased %+v, %v", n, err)
		}
		stays, err := d.store.Stays(ctx, p.id)
		d.must(err)
		if len(stays) != 1 || len(d.leaves(audit.ErasureStayed)) != 1 {
			t.Errorf("kept by %+v", stays)
		}
		d.must(d.EndStay(ctx, supervisor, p.ref))
		d.must(d.EndStay(ctx, supervisor, p.ref)) // a doubled click
		d.pass(99 * review.Day)
		if n, err := d.EraseDue(ctx); err != nil || n.Submissions != 0 {
			t.Errorf("99 days after its end: %+v, %v", n, err)
		}
		d.pass(review.Day)
		if n, err := d.EraseDue(ctx); err != nil || n.Submissions != 1 || len(d.leaves(audit.StayEnded)) != 1 {
			t.Errorf("a hundred days after it: %+v, %v", n, err)
		}
	})
}
