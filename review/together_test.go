package review_test

import (
	"database/sql"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
	"shinsa/staff"
)

// staffed makes accounts for people, who are otherwise known to the desk by their word alone.
func (d *desk) staffed(people ...review.Actor) {
	d.t.Helper()
	for _, a := range people {
		account := staff.Account{
			ID: staff.AccountID(a.ID), Email: a.Name + "@example.com", Folded: staff.FoldEmail(a.Name + "@example.com"), Name: a.Name,
			Role: staff.Role(a.Role), Status: staff.Active, CreatedAt: d.now(),
		}
		e, err := d.Recorder.Entry(audit.StaffInvited, account.CreatedAt, audit.StaffSubject(string(a.ID)),
			append(staff.AccountFacts(account), audit.Committed("account", string(a.ID)))...)
		d.must(err)
		d.must(d.store.Staff().Write(ctx, func(tx staff.Tx) error {
			return errors.Join(tx.InsertAccount(ctx, &account), tx.Log(ctx, e))
		}))
	}
}

// logged counts the entries of an act.
func (d *desk) logged(act audit.Act) (n int) {
	d.t.Helper()
	file, err := sql.Open("sqlite", "file:"+d.file)
	d.must(err)
	defer file.Close()
	d.must(file.QueryRow(`SELECT count(*) FROM log_entries WHERE act = $1`, string(act)).Scan(&n))
	return n
}

// wrongField is the word about a field that was refused; empty when it was not.
func wrongField(err error, field string) string {
	var wrong review.FieldErrors
	if !errors.As(err, &wrong) {
		return ""
	}
	e, _ := wrong.Of(field)
	return strings.TrimPrefix(e.Word, "field-error.")
}

const hostile = "<script>alert(1)</script>\n\u202eesrever\u202c {name} &amp;"

func TestSkipsAreKeptWithTheirReasons(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	_, hard := d.sent()
	d.pass(time.Minute)
	_, once := d.sent()

	d.must(d.Claim(ctx, reviewer, hard, false))
	for _, c := range []struct {
		reason     review.SkipReason
		note       string
		field, say string
	}{
		{"tired", "", "skip", "choose"}, {review.OtherSkip, " \n", "skip-note", "required"},
		{review.HardToJudge, strings.Repeat("あ", 1001), "skip-note", "too-long"}, {review.OtherSkip, "\x00", "skip-note", "characters"},
	} {
		if err := d.SkipOver(ctx, reviewer, hard, c.reason, c.note); wrongField(err, c.field) != c.say {
			t.Errorf("reason %q, note %.10q: %v, want %s %s", c.reason, c.note, err, c.field, c.say)
		}
	}
	d.pass(30 * time.Second)
	d.must(d.SkipOver(ctx, reviewer, hard, review.OtherSkip, hostile))
	if err := d.SkipOver(ctx, reviewer, hard, review.HardToJudge, ""); err != nil { // a doubled click
		t.Errorf("given back twice: %v", err)
	}
	if got, err := d.Next(ctx, reviewer); err != nil || got != once {
		t.Errorf("next after a skip: %s, %v; want %s", got, err, once)
	}
	d.must(d.Release(ctx, reviewer, once))
	d.must(d.Claim(ctx, reviewer2, hard, false))
	var holder *review.NotHolderError
	if err := d.SkipOver(ctx, reviewer, hard, review.HardToJudge, ""); !errors.As(err, &holder) {
		t.Errorf("skipping what a colleague holds: %v", err)
	}
	d.must(d.SkipOver(ctx, reviewer2, hard, review.HardToJudge, ""))

	cases, err := d.HardCases(ctx, supervisor)
	d.must(err)
	if len(cases) != 2 || cases[0].Reference != hard || cases[0].People != 2 || len(cases[0].Skips) != 2 || len(cases[1].Skips) != 1 {
		t.Fatalf("hard to judge: %+v", cases)
	}
	first, last := cases[0].Skips[1], cases[0].Skips[0]
	if first.Reason != review.OtherSkip || first.Note != strings.TrimSpace(hostile) || first.By != "Aiko" || first.Held != 30*time.Second {
		t.Errorf("the first skip: %+v", first)
	}
	if last.Reason != review.HardToJudge || last.Note != "" || cases[1].Skips[0].Reason != review.NoReason {
		t.Errorf("the other skips: %+v, %+v", last, cases[1].Skips[0])
	}
	for _, a := range []review.Actor{reviewer, support, admin} {
		if _, err := d.HardCases(ctx, a); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s lists the skips: %v", a.Role, err)
		}
	}
	if n := d.logged(audit.ClaimReleased); n != 3 {
		t.Errorf("%d entries, want 3", n)
	}
	d.pass(review.SkipsShown + time.Hour)
	if cases, err := d.HardCases(ctx, supervisor); err != nil || len(cases) != 0 {
		t.Errorf("a month later: %+v, %v", cases, err)
	}
}

// Who knows the applicant does not decide, not even in an hour, and not when nothing else waits.
func TestWhoKnowsTheApplicantNeverDecides(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	d.must(d.SkipOver(ctx, reviewer, ref, review.KnowsPerson, ""))
	d.pass(2 * time.Hour)
	if _, err := d.Next(ctx, reviewer); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("next: %v", err)
	}
	if err := d.Claim(ctx, reviewer, ref, false); !errors.Is(err, review.ErrDenied) {
		t.Errorf("claim: %v", err)
	}
	if got, err := d.Next(ctx, reviewer2); err != nil || got != ref {
		t.Errorf("a colleague's next: %s, %v", got, err)
	}
}

func TestHandingOver(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor, support)
	_, older := d.sent()
	d.pass(time.Minute)
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	v, err := d.Review(ctx, reviewer, ref)
	d.must(err)
	if !v.CanHand || len(v.Colleagues) != 2 || v.Colleagues[0].ID != reviewer2.ID || v.Colleagues[1].ID != supervisor.ID {
		t.Errorf("the holder may hand it to %+v", v.Colleagues)
	}
	for to, want := range map[review.StaffID]string{reviewer.ID: "choose", support.ID: "choose", "nobody": "choose", "": "choose"} {
		if err := d.HandOver(ctx, reviewer, ref, to, ""); wrongField(err, "to") != want {
			t.Errorf("handed to %q: %v, want %s", to, err, want)
		}
	}
	var holder *review.NotHolderError
	if err := d.HandOver(ctx, reviewer2, ref, reviewer.ID, ""); !errors.As(err, &holder) || holder.Holder != reviewer.ID {
		t.Errorf("a colleague gives away what he does not hold: %v", err)
	}
	d.must(d.HandOver(ctx, reviewer, ref, reviewer2.ID, hostile))

	if err := d.Claim(ctx, reviewer, ref, false); !errors.As(err, &holder) || holder.Holder != reviewer2.ID || !holder.Kept || holder.Name != "Ben" {
		t.Errorf("claiming what is kept for a colleague: %v", err)
	}
	q, err := d.Queue(ctx, reviewer2, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest})
	d.must(err)
	if len(q.Kept) != 1 || q.Kept[0].Reference != ref || q.Kept[0].KeptFrom != "Aiko" || q.Rows[1].KeptFor != "Ben" {
		t.Errorf("he sees %+v", q)
	}
	if v, err := d.Review(ctx, reviewer2, ref); err != nil || v.KeptNote != strings.TrimSpace(hostile) || !v.CanClaim {
		t.Errorf("he opens it: note %q, may claim %v, %v", v.KeptNote, v.CanClaim, err)
	}
	if v, err := d.Review(ctx, supervisor, ref); err != nil || v.KeptNote != "" || v.CanClaim || !v.CanTake || v.KeptFor != "Ben" {
		t.Errorf("a supervisor opens it: note %q, may claim %v, may take %v, %v", v.KeptNote, v.CanClaim, v.CanTake, err)
	}
	if got, err := d.Next(ctx, reviewer2); err != nil || got != ref {
		t.Errorf("his next: %s, %v; want %s though %s waits longer", got, err, ref, older)
	}
	if v, err := d.Review(ctx, reviewer2, ref); err != nil || !v.CanDecide || v.Handed == nil || v.Handed.From != "Aiko" || v.Handed.Note != strings.TrimSpace(hostile) {
		t.Errorf("once he holds it: %+v, %v", v.Handed, err)
	}
	if d.row(ref).Keep != (review.Keep{}) {
		t.Error("it is kept for somebody who holds it")
	}
	if n := d.logged(audit.ClaimHanded); n != 1 {
		t.Errorf("%d entries, want 1", n)
	}
}

func TestAHandoverThatNobodyTakesRunsOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	token, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	d.must(d.HandOver(ctx, reviewer, ref, reviewer2.ID, ""))
	for _, a := range []review.Actor{reviewer, supervisor} {
		if _, err := d.Next(ctx, a); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("%s is offered what is kept for somebody else: %v", a.Role, err)
		}
	}
	d.pass(10 * time.Minute)
	if got, err := d.Next(ctx, supervisor); err != nil || got != ref {
		t.Errorf("after the lease: %s, %v", got, err)
	}
	d.must(d.Release(ctx, supervisor, ref))
	// Its applicant may take it back meanwhile: nobody has looked at it under a claim.
	d.must(d.HandOver(ctx, supervisor, ref, reviewer2.ID, ""))
	d.must(d.Recall(ctx, token))
	if s := d.row(ref); s.Keep != (review.Keep{}) {
		t.Errorf("what was taken back is kept for %s", s.Keep.For)
	}
	var turn *review.OutOfTurnError
	if err := d.HandOver(ctx, supervisor, ref, reviewer2.ID, ""); !errors.As(err, &turn) {
		t.Errorf("handing over what its applicant corrects: %v", err)
	}
}

func TestASupervisorAssigns(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	_, ref := d.sent()
	d.must(d.HandOver(ctx, supervisor, ref, reviewer.ID, "please")) // what nobody holds
	if s := d.row(ref); s.Keep.For != reviewer.ID || s.Keep.Why != review.KeepAssigned {
		t.Errorf("it is kept: %+v", s.Keep)
	}
	d.must(d.HandOver(ctx, supervisor, ref, reviewer2.ID, "")) // what is kept for another
	d.must(d.Claim(ctx, reviewer2, ref, false))
	form := d.form(reviewer2, ref, review.Approve)
	d.must(d.HandOver(ctx, supervisor, ref, reviewer.ID, "")) // what somebody holds
	var holder *review.NotHolderError
	if _, err := d.Decide(ctx, reviewer2, ref, form); !errors.As(err, &holder) || !holder.Kept {
		t.Errorf("the former holder decides: %v", err)
	}
	d.must(d.Claim(ctx, supervisor, ref, true)) // and takes it himself
	if s := d.row(ref); s.Claim.By != supervisor.ID || s.Keep.For != "" {
		t.Errorf("taken over: %+v %+v", s.Claim, s.Keep)
	}
	if _, err := d.Decide(ctx, supervisor, ref, d.form(supervisor, ref, review.Approve)); err != nil {
		t.Fatal(err)
	}
	if err := d.HandOver(ctx, supervisor, ref, reviewer.ID, ""); !errors.Is(err, review.ErrAlreadyDecided) {
		t.Errorf("handing over what was decided a moment ago: %v", err)
	}
	// What is escalated is for supervisors alone.
	_, other := d.sent()
	d.decided(reviewer, other, review.Escalate)
	d.pass(time.Minute)
	d.must(d.Claim(ctx, supervisor, other, false))
	if err := d.HandOver(ctx, supervisor, other, reviewer2.ID, ""); wrongField(err, "to") != "not-theirs" {
		t.Errorf("an escalated one to a reviewer: %v", err)
	}
}

func TestAnAnswerComesBackToWhoAsked(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	token, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	f := d.form(reviewer, ref, review.Escalate)
	f.Note, f.Answers["whole-visible"] = "Is the lettering right?", review.No
	asked, err := d.Decide(ctx, reviewer, ref, f)
	d.must(err)
	d.pass(time.Minute)
	d.must(d.SettleDue(ctx))
	_, other := d.sent() // waits, too, and later
	seen := func(a review.Actor) review.SeenVersion {
		v, err := d.Review(ctx, a, ref)
		d.must(err)
		return v.Version
	}
	var holder *review.NotHolderError
	if err := d.AnswerQuestion(ctx, supervisor, ref, "Yes.", seen(supervisor)); !errors.As(err, &holder) {
		t.Errorf("answering without a claim: %v", err)
	}
	d.must(d.Claim(ctx, supervisor, ref, false))
	if v, err := d.Review(ctx, supervisor, ref); err != nil || !v.CanAnswer || v.Asked == nil || v.Asked.NoteText != "Is the lettering right?" || !v.CanDecide {
		t.Errorf("the supervisor sees the question %+v, may answer %v, %v", v.Asked, v.CanAnswer, err)
	}
	if err := d.AnswerQuestion(ctx, supervisor, ref, " ", seen(supervisor)); wrongField(err, "answer") != "required" {
		t.Errorf("an empty answer: %v", err)
	}
	if err := d.AnswerQuestion(ctx, supervisor, ref, "Yes.", review.SeenVersion{Submission: 1}); !errors.Is(err, review.ErrStale) {
		t.Errorf("an answer on an old version: %v", err)
	}
	if err := d.AnswerQuestion(ctx, reviewer, ref, "Yes.", seen(reviewer)); !errors.As(err, &holder) {
		t.Errorf("the asker answers himself: %v", err)
	}
	before := seen(supervisor)
	d.must(d.AnswerQuestion(ctx, supervisor, ref, hostile, before))
	var turn *review.OutOfTurnError
	if err := d.AnswerQuestion(ctx, supervisor, ref, hostile, before); !errors.As(err, &turn) {
		t.Errorf("answered twice: %v", err)
	}
	if s := d.row(ref); s.State != review.Waiting || s.Decision != "" || s.Keep.For != reviewer.ID || s.Keep.Why != review.KeepAnswered {
		t.Errorf("after the answer: %+v", s)
	}
	if s := d.state(token); s != review.Waiting {
		t.Errorf("the applicant reads %s", s)
	}
	if n := d.logged(audit.QuestionAnswered); n != 1 {
		t.Errorf("%d entries, want 1", n)
	}

	if got, err := d.Next(ctx, reviewer2); err != nil || got != other {
		t.Errorf("a colleague's next: %s, %v; want %s", got, err, other)
	}
	if got, err := d.Next(ctx, reviewer); err != nil || got != ref {
		t.Errorf("the asker's next: %s, %v; want %s", got, err, ref)
	}
	v, err := d.Review(ctx, reviewer, ref)
	d.must(err)
	if len(v.Replies) != 1 || v.Replies[0].Text != strings.TrimSpace(hostile) || v.Replies[0].Question != "Is the lettering right?" || v.Replies[0].By != "Chie" || v.Replies[0].AskedBy != "Aiko" {
		t.Errorf("the asker reads %+v", v.Replies)
	}
	if v.Worksheet.Answers["whole-visible"] != review.No || v.Worksheet.Note != "" || !v.CanDecide || v.Barred {
		t.Errorf("the asker goes on with %+v, may decide %v", v.Worksheet, v.CanDecide)
	}
	if a, err := d.AuditView(ctx, supervisor, asked); err != nil || a.Reply == nil || a.Reply.Text != strings.TrimSpace(hostile) {
		t.Errorf("beside the decision stands %+v, %v", a.Reply, err)
	}
	if _, err := d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Approve)); err != nil {
		t.Fatal(err)
	}
	d.pass(time.Minute)
	if s := d.state(token); s != review.Approved {
		t.Errorf("the applicant reads %s", s)
	}
}

// The asker is asked first for a while, and not at all when he is away.
func TestAnAnswerWaitsForNobodyForLong(t *testing.T) {
	t.Parallel()
	for _, away := range []bool{false, true} {
		d := newDesk(t)
		d.staffed(reviewer, reviewer2, supervisor)
		_, ref := d.sent()
		d.decided(reviewer, ref, review.Escalate)
		d.pass(time.Minute)
		d.must(d.Claim(ctx, supervisor, ref, false))
		if away {
			_, err := d.GoAway(ctx, reviewer, time.Time{})
			d.must(err)
		}
		v, err := d.Review(ctx, supervisor, ref)
		d.must(err)
		d.must(d.AnswerQuestion(ctx, supervisor, ref, "Yes.", v.Version))
		if !away {
			if _, err := d.Next(ctx, reviewer2); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("a colleague's next at once: %v", err)
			}
			d.pass(d.set.AskerFirst)
		}
		if got, err := d.Next(ctx, reviewer2); err != nil || got != ref {
			t.Errorf("away %v: a colleague's next: %s, %v", away, got, err)
		}
		if v, err := d.Review(ctx, reviewer2, ref); err != nil || len(v.Replies) != 1 {
			t.Errorf("away %v: the colleague reads %d answers, %v", away, len(v.Replies), err)
		}
	}
}

// A question of a second reviewer is settled and not answered: who answers has read the first decision, and
// the opinion after that would not be blind.
func TestAQuestionOfASecondReviewer(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.Second = everyOutcome
	d.staffed(reviewer, reviewer2, supervisor)
	_, ref := d.sent()
	d.must(d.AddComment(ctx, reviewer, ref, "The photo is old."))
	d.pass(time.Minute)
	d.decided(reviewer, ref, review.Approve)
	d.must(d.AddComment(ctx, reviewer, ref, "I approved it."))
	d.pass(time.Minute)
	d.must(d.AddComment(ctx, reviewer, ref, "Yes, I did."))
	for who, want := range map[*review.Actor]int{&reviewer: 3, &reviewer2: 1, &supervisor: 1} {
		if v, err := d.Review(ctx, *who, ref); err != nil || len(v.Comments) != want {
			t.Errorf("%s reads %+v, %v", who.Name, v.Comments, err)
		}
	}
	d.decided(reviewer2, ref, review.Escalate)
	d.pass(time.Minute)
	d.must(d.Claim(ctx, supervisor, ref, false))
	v, err := d.Review(ctx, supervisor, ref)
	d.must(err)
	if len(v.Comments) != 3 || v.CanAnswer || v.Compared == nil {
		t.Errorf("who settles reads %+v, may answer %v, compares %v", v.Comments, v.CanAnswer, v.Compared)
	}
	var turn *review.OutOfTurnError
	if err := d.AnswerQuestion(ctx, supervisor, ref, "The first one was right.", v.Version); !errors.As(err, &turn) {
		t.Errorf("the question is answered: %v", err)
	}
}

// What was answered stands, but bars nobody: not when somebody asks again, and not when a decision is taken
// back.
func TestAnAnsweredQuestionBarsNobody(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	_, ref := d.sent()
	for range 2 {
		d.decided(reviewer, ref, review.Escalate)
		d.pass(time.Minute)
		d.must(d.Claim(ctx, supervisor, ref, false))
		v, err := d.Review(ctx, supervisor, ref)
		d.must(err)
		d.must(d.AnswerQuestion(ctx, supervisor, ref, "Look at the back.", v.Version))
		if s := d.row(ref); s.Decision != "" || s.Keep.For != reviewer.ID {
			t.Errorf("after the answer %q stands, it is kept for %q", s.Decision, s.Keep.For)
		}
	}
	id := d.decided(reviewer, ref, review.Approve)
	if _, err := d.Retract(ctx, reviewer, id); err != nil {
		t.Fatal(err)
	}
	d.must(d.Release(ctx, reviewer, ref))
	d.must(d.Claim(ctx, reviewer, ref, false))
}

func TestComments(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	token, ref := d.sent()
	before := d.row(ref)
	for text, want := range map[string]string{"": "required", " \n\t": "required", "\x1b[31m": "characters", "\xff": "characters", strings.Repeat("字", review.MaxComment+1): "too-long"} {
		if err := d.AddComment(ctx, reviewer, ref, text); wrongField(err, "comment") != want {
			t.Errorf("%.10q: %v, want %s", text, err, want)
		}
	}
	d.must(d.AddComment(ctx, reviewer, ref, hostile))
	d.must(d.AddComment(ctx, reviewer, ref, hostile)) // a doubled click
	d.must(d.AddComment(ctx, reviewer2, ref, hostile))
	d.pass(time.Hour)
	d.must(d.AddComment(ctx, reviewer2, ref, strings.Repeat("字", review.MaxComment)))
	v, err := d.Review(ctx, supervisor, ref)
	d.must(err)
	if len(v.Comments) != 3 || v.Comments[0].Text != strings.TrimSpace(hostile) || v.Comments[0].ByName != "Aiko" || v.Comments[1].By != reviewer2.ID || !v.CanComment {
		t.Errorf("comments: %+v", v.Comments)
	}
	if after := d.row(ref); after.Version != before.Version || after.Claim != before.Claim {
		t.Error("a comment changed the submission")
	}
	if n := d.logged(audit.CommentAdded); n != 3 {
		t.Errorf("%d entries, want 3", n)
	}
	for _, a := range []review.Actor{support, admin} {
		if err := d.AddComment(ctx, a, ref, "me too"); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s comments: %v", a.Role, err)
		}
	}
	d.must(d.Recall(ctx, token))
	if err := d.AddComment(ctx, reviewer, ref, "while it is corrected"); !errors.Is(err, review.ErrDenied) {
		t.Errorf("a comment on what is not sent: %v", err)
	}
	d.must(d.Submit(ctx, token, "en", ""))
	id := d.decided(reviewer, ref, review.Approve)
	d.pass(time.Minute)
	d.must(d.AddComment(ctx, reviewer, ref, "after the decision"))
	if a, err := d.AuditView(ctx, supervisor, id); err != nil || len(a.Comments) != 4 {
		t.Errorf("beside the decision: %+v, %v", a.Comments, err)
	}
	d.must(d.Erase(ctx, before.ID))
	a, err := d.AuditView(ctx, supervisor, id)
	d.must(err)
	for _, c := range a.Comments {
		if !c.Erased || c.Text != "" {
			t.Errorf("after erasing: %+v", c)
		}
	}
	if err := d.AddComment(ctx, reviewer, ref, "too late"); !errors.Is(err, review.ErrErased) {
		t.Errorf("a comment on what was erased: %v", err)
	}
}

func TestTooManyComments(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	for n := range 200 {
		d.must(d.AddComment(ctx, reviewer, ref, strings.Repeat("x", n+1)))
	}
	if err := d.AddComment(ctx, reviewer, ref, "one more"); wrongField(err, "comment") != "too-many" {
		t.Errorf("the 201st: %v", err)
	}
}

func TestAway(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	_, untouched := d.sent()
	_, begun := d.sent()
	_, decided := d.sent()
	_, kept := d.sent()
	d.must(d.Claim(ctx, reviewer, untouched, false))
	d.must(d.Claim(ctx, reviewer, begun, false))
	d.must(d.SaveWorksheet(ctx, reviewer, begun, review.WorksheetContent{Note: "half"}))
	d.decided(reviewer, decided, review.Approve)
	d.must(d.HandOver(ctx, supervisor, kept, reviewer.ID, ""))
	for _, until := range []time.Time{d.now(), d.now().Add(-time.Hour), d.now().Add(32 * 24 * time.Hour)} {
		if _, err := d.GoAway(ctx, reviewer, until); wrongField(err, "until") != "choose" {
			t.Errorf("away until %v: %v", until, err)
		}
	}
	until := d.now().Add(time.Hour)
	freed, err := d.GoAway(ctx, reviewer, until)
	if err != nil || freed != 1 {
		t.Errorf("freed %d, %v; want 1", freed, err)
	}
	if d.row(untouched).Claim.By != "" || d.row(begun).Claim.By != reviewer.ID || d.row(decided).Claim.By != reviewer.ID || d.row(kept).Keep.For != "" {
		t.Errorf("claims after going away: %+v %+v %+v, kept %+v", d.row(untouched).Claim, d.row(begun).Claim, d.row(decided).Claim, d.row(kept).Keep)
	}
	if err := d.HandOver(ctx, supervisor, kept, reviewer.ID, ""); wrongField(err, "to") != "is-away" {
		t.Errorf("giving something to somebody away: %v", err)
	}
	if v, err := d.Review(ctx, supervisor, kept); err != nil || len(v.Colleagues) != 2 || !v.Colleagues[1].Away || !v.Colleagues[1].Until.Equal(until) {
		t.Errorf("colleagues: %+v, %v", v.Colleagues, err)
	}
	q, err := d.Queue(ctx, reviewer, review.QueueQuery{State: review.Waiting, Sort: review.SortOldest})
	if err != nil || !q.Away.Until.Equal(until) {
		t.Errorf("his queue says %+v, %v", q.Away, err)
	}
	d.pass(time.Hour)
	if away, err := d.Away(ctx, reviewer); err != nil || away != (review.Absence{}) {
		t.Errorf("an hour later: %+v, %v", away, err)
	}
	d.must(d.HandOver(ctx, supervisor, kept, reviewer.ID, ""))

	// Until he is back: by the button, or by taking something.
	_, err = d.GoAway(ctx, reviewer, time.Time{})
	d.must(err)
	d.pass(48 * time.Hour)
	if away, err := d.Away(ctx, reviewer); err != nil || away.Since.IsZero() {
		t.Errorf("two days later: %+v, %v", away, err)
	}
	d.must(d.ComeBack(ctx, reviewer))
	d.must(d.ComeBack(ctx, reviewer))
	_, err = d.GoAway(ctx, reviewer, time.Time{})
	d.must(err)
	if _, err := d.Next(ctx, reviewer); err != nil {
		t.Fatal(err)
	}
	if away, err := d.Away(ctx, reviewer); err != nil || away != (review.Absence{}) {
		t.Errorf("after taking something: %+v, %v", away, err)
	}
	if away, back := d.logged(audit.StaffAway), d.logged(audit.StaffBack); away != 3 || back != 2 {
		t.Errorf("%d and %d entries, want 3 and 2", away, back)
	}
	for _, a := range []review.Actor{support, admin} {
		if _, err := d.GoAway(ctx, a, time.Time{}); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s goes away: %v", a.Role, err)
		}
		if err := d.ComeBack(ctx, a); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s comes back: %v", a.Role, err)
		}
	}
}

// Whatever people do at once, a submission has one holder, or is kept for one, and not both.
func TestHandingOverInParallel(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, reviewer2, supervisor)
	_, ref := d.sent()
	var wg sync.WaitGroup
	for _, a := range []review.Actor{reviewer, reviewer2, supervisor} {
		wg.Go(func() {
			for n := range 25 {
				to := []review.StaffID{reviewer.ID, reviewer2.ID, supervisor.ID}[n%3]
				_, nextErr := d.Next(ctx, a)
				handErr := d.HandOver(ctx, a, ref, to, "")
				_, awayErr := d.GoAway(ctx, a, time.Time{})
				for _, err := range []error{nextErr, handErr, awayErr} {
					var holder *review.NotHolderError
					var wrong review.FieldErrors
					if err != nil && !errors.Is(err, review.ErrNotFound) && !errors.As(err, &holder) && !errors.As(err, &wrong) {
						t.Errorf("%s: %v", a.Name, err)
					}
				}
				if s := d.row(ref); s.Claim.Holder(d.now()) != "" && s.Keep.Person(d.now()) != "" {
					t.Errorf("held by %s and kept for %s", s.Claim.By, s.Keep.For)
				}
				if err := d.ComeBack(ctx, a); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}
