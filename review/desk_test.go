package review_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"shinsa/blob"
	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/desktest"
	"shinsa/review"
	"shinsa/seal"
	"shinsa/staff"
)

var (
	ctx        = context.Background()
	reviewer   = review.Actor{ID: "reviewer-1", Role: "reviewer", Name: "Aiko", Session: "s1"}
	reviewer2  = review.Actor{ID: "reviewer-2", Role: "reviewer", Name: "Ben", Session: "s2"}
	supervisor = review.Actor{ID: "supervisor-1", Role: "supervisor", Name: "Chie", Session: "s3"}
	support    = review.Actor{ID: "support-1", Role: "support", Name: "Dan", Session: "s4"}
	admin      = review.Actor{ID: "admin-1", Role: "admin", Name: "Emi", Session: "s5"}
)

// desk is a desk on a real store, with a clock that only the test moves.
type desk struct {
	*review.Desk
	t      *testing.T
	store  *db.Store
	blobs  blob.Store
	keys   *seal.FileKeys
	master *seal.MasterKey
	set    review.Settings
	erased erasedList
	people *staff.Service
	file   string // the database's

	mu sync.Mutex
	at time.Time
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	return newDeskOn(t, dbtest.SQLite(t))
}

// eachDesk runs a test on a desk on either database.
func eachDesk(t *testing.T, f func(t *testing.T, d *desk)) {
	t.Helper()
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, newDeskOn(t, url(t)))
		})
	}
}

// newDeskOn is newDesk on the database of a URL.
func newDeskOn(t *testing.T, url string) *desk {
	t.Helper()
	d := &desk{t: t, at: time.Date(2026, 5, 11, 3, 0, 0, 0, time.UTC), set: review.DefaultSettings()}
	d.set.Operator = review.Operator{Name: "Operator", Contact: "desk@operator.example", DeskHours: "9–17", Purpose: "tests"}
	d.set.MailPromised = true
	whole := desktest.New(t, desktest.Options{
		Database: url, Now: d.now, Settings: func() review.Settings { return d.set }, Erasures: &d.erased,
	})
	d.Desk, d.store, d.blobs, d.keys, d.master, d.people = whole.Desk, whole.Store, whole.Blobs, whole.KeyFiles, whole.Master, whole.Staff
	d.file = strings.TrimPrefix(url, "sqlite:")
	return d
}

// erasedList keeps the list of erasures in memory; fail lets it fail.
type erasedList struct {
	mu   sync.Mutex
	all  []review.Erasure
	fail error
}

func (l *erasedList) Add(_ context.Context, e review.Erasure) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fail != nil {
		return l.fail
	}
	l.all = append(l.all, e)
	return nil
}

func (d *desk) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.at
}

func (d *desk) pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.at = d.at.Add(by)
}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

// picture draws a JPEG that differs with n.
func picture(n int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 800, 500))
	for y := range 500 {
		for x := range 800 {
			img.Set(x, y, color.RGBA{uint8(x + n*37), uint8(y), uint8(x ^ y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 80}); err != nil {
		panic(err)
	}
	return b.Bytes()
}

var identity = map[string]string{
	"name": "MARIA SANTOS CRUZ", "address": "東京都新宿区西新宿2-8-1", "room": "405", "birth_date": "1990/4/1",
	"number": "ab1234 5678-cd", "expires_on": "2031-05-20", "back_notes": "no", "email": "maria@example.org",
}

// sent takes a submission through intake.
func (d *desk) sent() (token string, ref review.Reference) {
	d.t.Helper()
	token, err := d.StartDraft(ctx, "resident-card", "en", "")
	d.must(err)
	d.must(d.SaveIdentity(ctx, token, "en", identity))
	d.must(d.AddImage(ctx, token, "front", `C:\fakepath\front.jpg`, picture(1)))
	d.must(d.AddImage(ctx, token, "back", "back.jpg", picture(2)))
	d.must(d.Submit(ctx, token, "en", ""))
	v, err := d.OpenLink(ctx, token)
	d.must(err)
	return token, v.Reference
}

// form answers every item yes, on the version that the person sees now.
func (d *desk) form(a review.Actor, ref review.Reference, o review.Outcome, reasons ...string) review.DecisionForm {
	d.t.Helper()
	v, err := d.Review(ctx, a, ref)
	d.must(err)
	f := review.DecisionForm{Outcome: o, Answers: review.Answers{}, Reasons: reasons, Seen: v.Version}
	for _, item := range v.Kind.Checklist {
		f.Answers[item.ID] = review.Yes
	}
	return f
}

func (d *desk) decided(a review.Actor, ref review.Reference, o review.Outcome, reasons ...string) review.DecisionID {
	d.t.Helper()
	d.must(d.Claim(ctx, a, ref, false))
	id, err := d.Decide(ctx, a, ref, d.form(a, ref, o, reasons...))
	d.must(err)
	return id
}

func (d *desk) state(token string) review.State {
	d.t.Helper()
	v, err := d.OpenLink(ctx, token)
	d.must(err)
	return v.State
}

func TestADecisionTakesEffectAfterTenSeconds(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, ref := d.sent()
	id := d.decided(reviewer, ref, review.Approve)
	if s := d.state(token); s != review.Waiting {
		t.Errorf("the applicant reads %s before the time", s)
	}
	if v, err := d.Review(ctx, reviewer2, ref); err != nil || v.State != review.Waiting || len(v.History) != 0 {
		t.Errorf("a colleague sees %v, %v, %d decisions", v.State, err, len(v.History))
	}
	if _, err := d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Reject, "cropped")); !errors.Is(err, review.ErrAlreadyDecided) {
		t.Errorf("a second decision: %v", err)
	}
	if err := d.Claim(ctx, reviewer, ref, false); !errors.Is(err, review.ErrAlreadyDecided) {
		t.Errorf("its author's claim meanwhile: %v", err)
	}
	d.pass(10 * time.Second)
	if s := d.state(token); s != review.Approved {
		t.Errorf("after ten seconds the applicant reads %s", s)
	}
	if _, err := d.Retract(ctx, reviewer, id); !errors.Is(err, review.ErrTooLate) {
		t.Errorf("taking back after ten seconds: %v", err)
	}
	d.must(d.SettleDue(ctx))
	counts, err := d.store.Counts(ctx, d.now())
	if err != nil || counts.ByState[review.Approved] != 1 {
		t.Errorf("counts %v, %v", counts, err)
	}
}

func TestTakingBackBringsUpTheSameAnswers(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	f := d.form(reviewer, ref, review.Reject, "cropped")
	f.Answers["whole-visible"], f.Note, f.Message = review.No, "left corner", "The corner is missing."
	id, err := d.Decide(ctx, reviewer, ref, f)
	d.must(err)
	if _, err := d.Retract(ctx, reviewer2, id); !errors.Is(err, review.ErrDenied) {
		t.Errorf("a colleague takes back: %v", err)
	}
	d.pass(9 * time.Second)
	if _, err := d.Retract(ctx, reviewer, id); err != nil {
		t.Fatal(err)
	}
	v, err := d.Review(ctx, reviewer, ref)
	d.must(err)
	w := v.Worksheet
	if !v.CanDecide || w.Answers["whole-visible"] != review.No || w.Note != "left corner" || w.Message != "The corner is missing." || len(w.Reasons) != 1 {
		t.Errorf("after taking back: can decide %v, worksheet %+v", v.CanDecide, w)
	}
	d.pass(time.Minute)
	if s := d.state(token); s != review.Waiting {
		t.Errorf("the applicant reads %s of a decision that was taken back", s)
	}
	parcels, err := d.store.Parcels(ctx, v.ID)
	d.must(err)
	for _, p := range parcels {
		if p.Topic == review.TopicOutcome {
			t.Error("the outcome is still to be mailed")
		}
	}
	if _, err := d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Approve)); err != nil {
		t.Errorf("deciding anew: %v", err)
	}
}

func TestOnlyTheHolderDecidesOnTheVersionSeen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	var holder *review.NotHolderError
	if _, err := d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Approve)); !errors.As(err, &holder) {
		t.Errorf("deciding without a claim: %v", err)
	}
	d.must(d.Claim(ctx, reviewer, ref, false))
	if err := d.Claim(ctx, reviewer2, ref, false); !errors.As(err, &holder) || holder.Holder != reviewer.ID {
		t.Errorf("claiming what is held: %v", err)
	}
	if _, err := d.Decide(ctx, reviewer2, ref, d.form(reviewer2, ref, review.Approve)); !errors.As(err, &holder) {
		t.Errorf("deciding what a colleague holds: %v", err)
	}
	f := d.form(reviewer, ref, review.Approve)
	d.must(d.Purge(ctx, reviewer, ref, "back", 0)) // changes what is seen
	if _, err := d.Decide(ctx, reviewer, ref, f); !errors.Is(err, review.ErrStale) {
		t.Errorf("deciding on an old version: %v", err)
	}
	if w, _ := d.Review(ctx, reviewer, ref); len(w.Worksheet.Answers) == 0 {
		t.Error("the answers of the refused decision were not kept")
	}
	// A claim that ran out and that nobody took is renewed by its former holder's decision.
	d.pass(11 * time.Minute)
	if _, err := d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Approve)); err != nil {
		t.Errorf("deciding on a claim that ran out: %v", err)
	}
}

func TestAClaimThatRanOutIsFree(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	f := d.form(reviewer, ref, review.Approve)
	d.pass(10 * time.Minute)
	got, err := d.Next(ctx, reviewer2)
	if err != nil || got != ref {
		t.Fatalf("next: %v, %v", got, err)
	}
	var holder *review.NotHolderError
	if _, err := d.Decide(ctx, reviewer, ref, f); !errors.As(err, &holder) || holder.Holder != reviewer2.ID {
		t.Errorf("the former holder decides: %v", err)
	}
}

func TestWhatWasGivenBackIsOfferedLast(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, first := d.sent()
	d.pass(time.Minute)
	_, second := d.sent()
	for i, want := range []review.Reference{first, second, first} {
		got, err := d.Next(ctx, reviewer)
		if err != nil || got != want {
			t.Fatalf("next %d: %s, %v; want %s", i, got, err, want)
		}
		if i < 2 {
			d.must(d.Release(ctx, reviewer, got))
		}
	}
	if _, err := d.Next(ctx, reviewer); err != nil { // second, though given back: nothing else waits
		t.Errorf("next when only passed ones wait: %v", err)
	}
	if _, err := d.Next(ctx, reviewer); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("next when nothing waits: %v", err)
	}
}

func TestNextNeverGivesOneToTwo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	const n = 24
	token, ref := d.sent()
	_ = token
	for range n - 1 {
		d.pass(time.Second)
		tok, err := d.StartDraft(ctx, "resident-card", "en", "")
		d.must(err)
		d.must(d.SaveIdentity(ctx, tok, "en", identity))
		d.must(d.ShareImages(ctx, tok, ref, 1))
		d.must(d.Submit(ctx, tok, "en", ""))
	}
	var wg sync.WaitGroup
	var mu sync.Mutex
	taken := map[review.Reference]int{}
	for i := range 16 {
		wg.Go(func() {
			a := review.Actor{ID: review.StaffID(fmt.Sprint("person-", i)), Role: "reviewer", Session: "s"}
			for {
				got, err := d.Next(ctx, a)
				if errors.Is(err, review.ErrNotFound) {
					return
				} else if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				taken[got]++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if len(taken) != n {
		t.Errorf("%d of %d were taken", len(taken), n)
	}
	for ref, times := range taken {
		if times != 1 {
			t.Errorf("%s was given to %d", ref, times)
		}
	}
}

func TestResubmission(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, ref := d.sent()
	d.decided(reviewer, ref, review.Resubmit, "name-mismatch")
	d.pass(time.Minute)
	v, err := d.OpenLink(ctx, token)
	d.must(err)
	if v.State != review.Resubmission || v.Outcome == nil || len(v.Outcome.Reasons) != 1 || v.Round != 2 || v.Fields["name"] != identity["name"] {
		t.Fatalf("the applicant sees %+v", v)
	}
	if len(v.Images) != 2 || !v.Images[0].Carried {
		t.Errorf("images that no reason concerns: %+v", v.Images)
	}
	d.must(d.SaveIdentity(ctx, token, "en", map[string]string{"name": "MARIA SANTOS"}))
	d.must(d.Submit(ctx, token, "en", ""))
	r, err := d.Review(ctx, reviewer2, ref)
	d.must(err)
	if r.Round.N != 2 || r.Round.Fields["name"] != "MARIA SANTOS" || len(r.Earlier) != 1 || r.Earlier[0].Fields["name"] != identity["name"] || len(r.Round.Images) != 2 {
		t.Errorf("the reviewer sees round %d %v, earlier %v", r.Round.N, r.Round.Fields, r.Earlier)
	}
	// A reason that asks for a new front does not carry it over, and refuses the same bytes.
	d.decided(reviewer2, ref, review.Resubmit, "unreadable")
	d.pass(time.Minute)
	if err := d.AddImage(ctx, token, "front", "f.jpg", picture(1)); !errors.Is(err, review.ErrSamePicture) {
		t.Errorf("the same bytes again: %v", err)
	}
	var missing review.FieldErrors
	if err := d.Submit(ctx, token, "en", ""); !errors.As(err, &missing) {
		t.Errorf("sent without the new pictures: %v", err)
	}
	d.must(d.AddImage(ctx, token, "front", "f.jpg", picture(3)))
	d.must(d.AddImage(ctx, token, "back", "b.jpg", picture(4)))
	d.must(d.Submit(ctx, token, "en", ""))
	// After its date a resubmission is closed.
	d.decided(reviewer, ref, review.Resubmit, "cropped")
	d.pass(15 * 24 * time.Hour)
	if s := d.state(token); s != review.Expired {
		t.Errorf("after the date: %s", s)
	}
	var turn *review.OutOfTurnError
	if err := d.SaveIdentity(ctx, token, "en", identity); !errors.As(err, &turn) {
		t.Errorf("changing what is closed: %v", err)
	}
}

func TestTheLastRoundCannotBeSentBack(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.MaxRounds = 1
	_, ref := d.sent()
	d.must(d.Claim(ctx, reviewer, ref, false))
	var refused *review.DecisionError
	if _, err := d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Resubmit, "cropped")); !errors.As(err, &refused) || refused.Code != "last-round" {
		t.Errorf("send again on the last round: %v", err)
	}
}

func TestRecallAndWithdraw(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, ref := d.sent()
	d.must(d.Recall(ctx, token))
	if s := d.state(token); s != review.Draft {
		t.Errorf("after the recall: %s", s)
	}
	if _, err := d.Review(ctx, reviewer, ref); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("the desk sees what is being corrected: %v", err)
	}
	d.must(d.Submit(ctx, token, "en", ""))
	if v, _ := d.OpenLink(ctx, token); v.Round != 1 {
		t.Errorf("the recall used up a round: %d", v.Round)
	}
	d.must(d.Claim(ctx, reviewer, ref, false))
	var turn *review.OutOfTurnError
	if err := d.Recall(ctx, token); !errors.As(err, &turn) {
		t.Errorf("recalling what is claimed: %v", err)
	}
	d.must(d.Withdraw(ctx, token))
	d.must(d.Withdraw(ctx, token)) // twice changes nothing
	if _, err := d.Decide(ctx, reviewer, ref, d.form(reviewer, ref, review.Approve)); !errors.As(err, &turn) {
		t.Errorf("deciding on what was withdrawn: %v", err)
	}
}

func TestAnOverturnReopensForSomebodyElse(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.employ(reviewer2) // else the supervisor were the only one left
		token, ref := d.sent()
		id := d.decided(reviewer, ref, review.Reject, "cropped")
		if err := d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Agree}); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("auditing a decision that has no effect yet: %v", err)
		}
		d.pass(time.Minute)
		d.must(d.SettleDue(ctx))
		if err := d.AuditDecision(ctx, reviewer, id, review.VerdictForm{Verdict: review.Agree}); !errors.Is(err, review.ErrDenied) {
			t.Errorf("a reviewer audits: %v", err)
		}
		d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "all corners are there"}))
		d.must(d.AuditDecision(ctx, supervisor, id, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "all corners are there"})) // a doubled click
		other := review.Actor{ID: "supervisor-2", Role: "supervisor", Session: "s6"}
		if err := d.AuditDecision(ctx, other, id, review.VerdictForm{Verdict: review.Agree}); !errors.Is(err, review.ErrAlreadyDecided) {
			t.Errorf("a second verdict on what was overturned: %v", err)
		}
		if s := d.state(token); s != review.Waiting {
			t.Errorf("after the overturn: %s", s)
		}
		for _, a := range []review.Actor{reviewer, supervisor} {
			if _, err := d.Next(ctx, a); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("%s is offered what he decided or overturned: %v", a.Name, err)
			}
		}
		if got, err := d.Next(ctx, reviewer2); err != nil || got != ref {
			t.Errorf("somebody else: %s, %v", got, err)
		}
		if _, err := d.Decide(ctx, reviewer2, ref, d.form(reviewer2, ref, review.Approve)); err != nil {
			t.Error(err)
		}
	})
}

func TestEscalatedIsForSupervisors(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		token, ref := d.sent()
		d.decided(reviewer, ref, review.Escalate)
		d.pass(time.Minute)
		d.must(d.SettleDue(ctx))
		if s := d.state(token); s != review.Escalated {
			t.Fatalf("state %s", s)
		}
		if err := d.Claim(ctx, reviewer2, ref, false); !errors.Is(err, review.ErrDenied) {
			t.Errorf("a reviewer claims what is escalated: %v", err)
		}
		if got, err := d.Next(ctx, supervisor); err != nil || got != ref {
			t.Fatalf("the supervisor's next: %s, %v", got, err)
		}
		id, err := d.Decide(ctx, supervisor, ref, d.form(supervisor, ref, review.Reject, "authenticity-doubt"))
		d.must(err)
		rec, err := d.store.Decision(ctx, id)
		if err != nil || rec.Stage != review.StageSettle {
			t.Errorf("stage %s, %v", rec.Stage, err)
		}
	})
}

func TestPurgeDestroysAtOnce(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		_, ref := d.sent()
		if _, err := d.Image(ctx, reviewer, ref, "back", 0, review.SizeScreen); err != nil {
			t.Fatal(err)
		}
		before := 0
		d.must(d.blobs.Each(ctx, func(string) error { before++; return nil }))
		d.must(d.Purge(ctx, reviewer, ref, "back", 0))
		after := 0
		d.must(d.blobs.Each(ctx, func(string) error { after++; return nil }))
		if before-after != 4 {
			t.Errorf("%d files before, %d after", before, after)
		}
		if _, err := d.Image(ctx, reviewer, ref, "back", 0, review.SizeScreen); !errors.Is(err, review.ErrErased) {
			t.Errorf("the purged image: %v", err)
		}
		page, err := d.AuditList(ctx, supervisor, review.DecisionQuery{})
		if err != nil || len(page.Purges) != 1 || page.Purges[0].Reference != ref {
			t.Errorf("the supervisors are told %+v, %v", page, err)
		}
	})
}

func TestWhoSeesWhat(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	for _, a := range []review.Actor{support, admin} {
		if _, err := d.Review(ctx, a, ref); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s opens a submission: %v", a.Role, err)
		}
		if _, err := d.Review(ctx, a, "0000-0000"); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s learns which submissions exist: %v", a.Role, err)
		}
		if _, err := d.Image(ctx, a, ref, "front", 0, review.SizeThumb); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s sees an image: %v", a.Role, err)
		}
		if _, err := d.Queue(ctx, a, review.QueueQuery{State: review.Waiting}); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s sees the queue: %v", a.Role, err)
		}
	}
	if _, err := d.Lookup(ctx, admin, ref); !errors.Is(err, review.ErrDenied) {
		t.Errorf("an administrator looks up: %v", err)
	}
	if v, err := d.Lookup(ctx, support, ref); err != nil || v.State != review.Waiting || !v.HasMail {
		t.Errorf("the telephone: %+v, %v", v, err)
	}
}

func TestAGoneDraftIsAsIfItHadNeverBeen(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, err := d.StartDraft(ctx, "resident-card", "ja", "")
	d.must(err)
	d.must(d.AddImage(ctx, token, "front", "f.jpg", picture(1)))
	d.pass(8 * 24 * time.Hour)
	if _, err := d.OpenLink(ctx, token); !errors.Is(err, review.ErrNotFound) {
		t.Errorf("an old draft's link: %v", err)
	}
	if n, err := d.EraseDue(ctx); err != nil || n != (review.Erased{Drafts: 1}) {
		t.Fatalf("erased %+v, %v", n, err)
	}
	left := 0
	d.must(d.blobs.Each(ctx, func(string) error { left++; return nil }))
	d.must(d.keys.Each(ctx, func(seal.KeyID) error { left++; return nil }))
	if left != 0 {
		t.Errorf("%d files and keys are left", left)
	}
}

func TestAnAddressInFullWidth(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, err := d.StartDraft(ctx, "resident-card", "ja", "")
	d.must(err)
	typed := maps.Clone(identity)
	typed["email"] = "ｍａｒｉａ＠ｅｘａｍｐｌｅ．ｏｒｇ"
	d.must(d.SaveIdentity(ctx, token, "ja", typed))
	if v, err := d.OpenLink(ctx, token); err != nil || v.Email != "maria@example.org" {
		t.Errorf("mail goes to %q, %v", v.Email, err)
	}
}

func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	token, err := d.StartDraft(ctx, "resident-card", "en", "")
	d.must(err)
	wrong := map[string]string{"name": "A", "birth_date": "31/12/1990", "number": "AB1", "expires_on": "2001-01-01", "address": "123456789012", "email": "x"}
	var errs review.FieldErrors
	if err := d.SaveIdentity(ctx, token, "en", wrong); !errors.As(err, &errs) {
		t.Fatalf("accepted: %v", err)
	}
	for _, field := range []string{"birth_date", "number", "expires_on", "address", "email", "back_notes"} {
		if _, ok := errs.Of(field); !ok {
			t.Errorf("nothing is said of %s", field)
		}
	}
	v, err := d.OpenLink(ctx, token)
	d.must(err)
	if v.Fields["birth_date"] != "31/12/1990" || v.Fields["name"] != "A" || v.Fields["expires_on"] != "2001-01-01" {
		t.Errorf("kept: %v", v.Fields)
	}
	if v.Fields["address"] != "" {
		t.Error("a My Number was kept")
	}
}

func TestSearchFindsWhatWasTyped(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	for _, q := range []string{"santos", "Maria", "AB12345678CD", "1990-04-01", "平成2年4月1日", "maria cruz", "san"} {
		id, err := d.Search(ctx, reviewer, q)
		d.must(err)
		rows, err := d.SearchResult(ctx, reviewer, id)
		if err != nil || len(rows) != 1 || rows[0].Reference != ref {
			t.Errorf("%q finds %d, %v", q, len(rows), err)
		}
		if _, err := d.SearchResult(ctx, reviewer2, id); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("a colleague's search: %v", err)
		}
	}
	id, err := d.Search(ctx, reviewer, "maria nobody")
	d.must(err)
	if rows, _ := d.SearchResult(ctx, reviewer, id); len(rows) != 0 {
		t.Errorf("a word that is not there finds %d", len(rows))
	}
}
