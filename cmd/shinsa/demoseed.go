package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"shinsa/imaging/specimen"
	"shinsa/review"
	"shinsa/staff"
)

// seedClock is the clock of the store. While submissions are made it stands where they say, so that they
// have ages; then it is the real one.
type seedClock struct{ at atomic.Pointer[time.Time] }

func (c *seedClock) now() time.Time {
	if t := c.at.Load(); t != nil {
		return *t
	}
	return time.Now()
}

func (c *seedClock) set(t time.Time) { c.at.Store(&t) }
func (c *seedClock) live()           { c.at.Store(nil) }

// seedPlan says what becomes of a submission.
type seedPlan struct {
	kind    string
	defects []specimen.Defect
	lang    string
	at      time.Time // when it was begun
	fate    string    // waiting, approved, rejected, resubmission, second-round, escalated, withdrawn, draft, second-review, disagreement
	mail    bool
}

// seedFates are drawn by turns, so that every state has some even in a small demonstration.
var seedFates = []string{
	"waiting", "approved", "waiting", "resubmission", "waiting", "approved", "rejected", "waiting", "second-round",
	"waiting", "approved", "escalated", "waiting", "approved", "waiting", "withdrawn", "waiting", "approved", "waiting", "draft",

	"second-review", "approved", "disagreement", "resubmission", "waiting", "approved", "rejected", "waiting", "second-round",
	"waiting", "approved", "escalated", "waiting", "approved", "waiting", "withdrawn", "waiting", "approved", "waiting", "draft",
}

// seedKinds are drawn by turns, as often as applicants have them.
var seedKinds = []string{
	specimen.ResidentCard, specimen.ResidentCard, specimen.SpecialPermanentResidentCertificate, specimen.ResidentCard,
	specimen.ResidentCard, specimen.SpecialPermanentResidentCertificate, specimen.ResidentCard, specimen.MattersCertificate,
	specimen.ResidentCard, specimen.ResidentCard, specimen.AlienRegistrationCertificate,
}

// reasonOf names what a reviewer finds for a defect: the item answered "no" and the reason.
var reasonOf = map[specimen.Defect][2]string{
	specimen.Expired:           {"in-date", "expired"},
	specimen.NameMismatch:      {"name-matches", "name-mismatch"},
	specimen.AddressMismatch:   {"address-matches", "address-mismatch"},
	specimen.BirthDateMismatch: {"birth-date-matches", "birth-date-mismatch"},
	specimen.NumberMismatch:    {"number-matches", "number-mismatch"},
	specimen.CutOff:            {"whole-visible", "cropped"},
	specimen.Blurred:           {"legible", "unreadable"},
	specimen.Glare:             {"legible", "unreadable"},
	specimen.Dark:              {"legible", "unreadable"},
	specimen.WrongDocument:     {"kind-matches", "wrong-document"},
	specimen.MyNumberShown:     {"no-my-number", "my-number-shown"},
	sentTwice:                  {"", "duplicate-application"},
}

// demoSubmissions fills an empty demonstration and shows how far it is.
func (p *parts) demoSubmissions(ctx context.Context, progress io.Writer, clock *seedClock, c demoCommand) error {
	counts, err := p.store.Counts(ctx, time.Now())
	if err != nil {
		return err
	}
	for _, n := range counts.ByState {
		if n > 0 {
			return nil // it was filled before
		}
	}
	if c.Submissions == 0 {
		return nil
	}
	s := &seeder{parts: p, clock: clock, count: c.Submissions, seed: c.Seed, start: time.Now()}
	if s.people, err = p.seedActors(ctx); err != nil {
		return err
	}
	if err := s.addPhrases(ctx); err != nil {
		return err
	}
	return s.run(ctx, progress, min(c.Images, c.Submissions))
}

// seedActors are the demonstration's reviewers and supervisor.
func (p *parts) seedActors(ctx context.Context) ([]review.Actor, error) {
	var out []review.Actor
	for _, a := range demoAccounts[:3] {
		account, err := p.staff.ByEmail(ctx, staff.CommandLine(), a.Email)
		if err != nil {
			return nil, err
		}
		out = append(out, review.Actor{ID: review.StaffID(account.ID), Role: string(account.Role), Name: account.Name, Session: "demonstration"})
	}
	return out, nil
}

// seeder makes the submissions of a demonstration.
type seeder struct {
	*parts
	clock  *seedClock
	count  int
	seed   uint64
	start  time.Time
	people []review.Actor
	first  []seeded // those with images of their own, which the others share
	again  []seeded // of those that were sent again, for each specimen the first

	original specimen.Specimen // of the twins
}

// seeded is a submission that was made, with the number of its specimen and the document's truth.
type seeded struct {
	ref   review.Reference
	n     int
	truth specimen.Truth
}

// drawn is a specimen with its place in the order.
type drawn struct {
	specimen.Specimen
	err error
}

// run draws pictures ahead on every core and hands them in one by one, oldest first.
func (s *seeder) run(ctx context.Context, progress io.Writer, images int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var drawers errgroup.Group
	drawers.SetLimit(2)
	pictures := make([]chan drawn, images)
	for n := range pictures {
		pictures[n] = make(chan drawn, 1)
	}
	go func() {
		for n := range pictures {
			if ctx.Err() != nil {
				return
			}
			drawers.Go(func() error {
				sp, err := specimen.Draw(s.seed, n, specimen.Request{Kind: s.plan(n).kind, Defects: s.plan(n).defects, Today: s.start})
				pictures[n] <- drawn{sp, err}
				return nil
			})
		}
	}()
	shown := time.Time{}
	for n := range s.count {
		if err := ctx.Err(); err != nil {
			return err
		}
		if time.Since(shown) > 200*time.Millisecond {
			shown = time.Now()
			fmt.Fprintf(progress, "\rMaking fictional submissions: %d of %d ", n, s.count)
		}
		plan := s.plan(n)
		var err error
		if n < images {
			d := <-pictures[n]
			if err = d.err; err == nil {
				err = s.twin(ctx, n, &d.Specimen)
			}
			if err == nil {
				err = s.submit(ctx, plan, n, &d.Specimen)
			}
		} else {
			err = s.submit(ctx, plan, n, nil)
		}
		if err != nil {
			return fmt.Errorf("making submission %d: %w", n+1, err)
		}
	}
	fmt.Fprintf(progress, "\rMade %d fictional submissions in %.1f s.        \n", s.count, time.Since(s.start).Seconds())
	return nil
}

// plan is the same for the same seed and place.
func (s *seeder) plan(n int) seedPlan {
	r := rand.New(rand.NewPCG(s.seed, uint64(n)+1))
	p := seedPlan{kind: seedKinds[n%len(seedKinds)], fate: seedFates[n%len(seedFates)], lang: "en", mail: r.IntN(3) == 0}
	if r.IntN(5) < 2 {
		p.lang = "ja"
	}
	// The oldest began three days ago, those still waiting within the last hours.
	span := 3 * 24 * time.Hour
	switch p.fate {
	case "waiting", "escalated", "draft":
		span = 5 * time.Hour
	case "second-review", "disagreement":
		span, p.kind = 5*time.Hour, specimen.AlienRegistrationCertificate
	}
	share := 1 - (float64(n)+r.Float64())/float64(s.count+1)
	p.at = s.start.Add(-time.Duration(share*float64(span)) - 10*time.Minute)
	defects := []specimen.Defect{
		specimen.Blurred, specimen.AddressMismatch, specimen.Glare, specimen.NameMismatch, specimen.CutOff, specimen.Expired,
		specimen.NumberMismatch, specimen.WrongDocument, specimen.BirthDateMismatch, specimen.Dark, specimen.MyNumberShown,
	}
	defects = slices.DeleteFunc(defects, func(d specimen.Defect) bool { return !d.Fits(p.kind) })
	switch p.fate {
	case "rejected", "resubmission", "second-round", "escalated", "second-review", "disagreement":
		p.defects = []specimen.Defect{defects[r.IntN(len(defects))]}
		if p.fate == "second-round" && !mends(p.kind, p.defects) {
			p.defects = []specimen.Defect{specimen.Blurred}
		}
	case "waiting":
		if r.IntN(3) == 0 {
			p.defects = []specimen.Defect{defects[r.IntN(len(defects))]}
		}
	}
	return p
}

// mends says whether its holder can send such a document again without the defects: an alien registration
// certificate that is over is not renewed.
func mends(kind string, defects []specimen.Defect) bool {
	return kind != specimen.AlienRegistrationCertificate || !slices.Contains(defects, specimen.Expired)
}

// takesTwo says whether a rejection of such a document needs a second person, see demoSecond.
func takesTwo(kind string) bool { return kind == specimen.AlienRegistrationCertificate }

// suits says whether a document makes the fate likely.
func (p seedPlan) suits(t specimen.Truth) bool {
	switch p.fate {
	case "approved":
		return len(t.Defects) == 0
	case "rejected", "resubmission", "escalated":
		return len(t.Defects) > 0
	case "second-round":
		return len(t.Defects) > 0 && mends(t.Shown, t.Defects)
	case "second-review", "disagreement":
		return len(t.Defects) > 0 && takesTwo(t.Kind)
	}
	return true
}

// share chooses whose images a submission gets that has none of its own.
func (s *seeder) share(plan seedPlan, n int) seeded {
	for i := range s.first {
		if one := s.first[(n+i)%len(s.first)]; plan.suits(one.truth) {
			return one
		}
	}
	return s.first[n%len(s.first)]
}

// submit takes one submission through intake and on to its fate.
func (s *seeder) submit(ctx context.Context, plan seedPlan, n int, sp *specimen.Specimen) error {
	var one seeded
	if sp != nil {
		one = seeded{n: n, truth: sp.Truth}
	} else {
		one = s.share(plan, n)
	}
	truth := one.truth
	s.clock.set(plan.at)
	token, err := s.desk.StartDraft(ctx, truth.Kind, plan.lang, "")
	if err != nil {
		return err
	}
	s.clock.set(plan.at.Add(2 * time.Minute))
	typed := map[string]string{}
	for k, v := range truth.Typed {
		typed[k] = v
	}
	if plan.mail {
		typed["email"] = fmt.Sprintf("applicant%d@example.org", n+1)
	}
	if err := s.desk.SaveIdentity(ctx, token, plan.lang, typed); err != nil {
		var wrong review.FieldErrors
		if errors.As(err, &wrong) {
			return fmt.Errorf("%s: %v", truth.Kind, wrong)
		}
		return err
	}
	s.clock.set(plan.at.Add(4 * time.Minute))
	if sp != nil {
		err = s.desk.AddImage(ctx, token, "front", "front.jpg", sp.Front)
		if err == nil && sp.Back != nil {
			err = s.desk.AddImage(ctx, token, "back", "back.jpg", sp.Back)
		}
	} else {
		err = s.desk.ShareImages(ctx, token, one.ref, 1)
	}
	if err != nil {
		return err
	}
	v, err := s.desk.OpenLink(ctx, token)
	if err != nil {
		return err
	}
	if plan.fate == "draft" {
		return nil // it goes after seven days, with its pictures
	}
	one.ref = v.Reference
	if sp != nil && !isTwin(n) {
		s.first = append(s.first, one)
	}
	sent := plan.at.Add(6 * time.Minute)
	s.clock.set(sent)
	if err := s.desk.Submit(ctx, token, plan.lang, "yes"); err != nil {
		return err
	}
	return s.conclude(ctx, plan, n, token, one, sent)
}

// conclude lets the demonstration's staff, or the applicant, bring a submission to its fate.
func (s *seeder) conclude(ctx context.Context, plan seedPlan, n int, token string, one seeded, sent time.Time) error {
	r := rand.New(rand.NewPCG(s.seed, uint64(n)+7_000_000))
	waited := time.Duration(10+r.IntN(170)) * time.Minute
	took := time.Duration(25+r.IntN(150)) * time.Second
	person, other, ref, defects := s.people[n%2], s.people[(n+1)%2], one.ref, one.truth.Defects
	switch plan.fate {
	case "withdrawn":
		s.clock.set(sent.Add(waited))
		return s.desk.Withdraw(ctx, token)
	case "approved":
		return s.decide(ctx, person, ref, review.Approve, nil, sent.Add(waited), took)
	case "rejected":
		err := s.decide(ctx, person, ref, review.Reject, defects, sent.Add(waited), took)
		if err != nil || !takesTwo(one.truth.Kind) {
			return err
		}
		return s.decide(ctx, other, ref, review.Reject, defects, sent.Add(waited+20*time.Minute), took)
	case "resubmission":
		return s.decide(ctx, person, ref, review.Resubmit, defects, sent.Add(waited), took)
	case "escalated":
		return s.decide(ctx, person, ref, review.Escalate, defects, sent.Add(10*time.Minute), took)
	case "second-review", "disagreement":
		if !takesTwo(one.truth.Kind) {
			return nil // with the pictures of another document: it waits
		}
		err := s.decide(ctx, person, ref, review.Reject, defects, sent.Add(10*time.Minute), took)
		if err != nil || plan.fate == "second-review" {
			return err
		}
		return s.decide(ctx, other, ref, review.Approve, nil, sent.Add(25*time.Minute), took)
	case "second-round":
		if err := s.decide(ctx, person, ref, review.Resubmit, defects, sent.Add(waited), took); err != nil {
			return err
		}
		return s.sendAgain(ctx, plan, token, one, sent.Add(waited+3*time.Hour))
	}
	return nil
}

// decide claims, answers every item, and decides; the decision has taken effect when it returns.
func (s *seeder) decide(ctx context.Context, a review.Actor, ref review.Reference, o review.Outcome, defects []specimen.Defect, at time.Time, took time.Duration) error {
	s.clock.set(at)
	if err := s.desk.Claim(ctx, a, ref, false); err != nil {
		return err
	}
	v, err := s.desk.Review(ctx, a, ref)
	if err != nil {
		return err
	}
	f := review.DecisionForm{Outcome: o, Answers: review.Answers{}, Seen: v.Version}
	for _, item := range v.Kind.Checklist {
		f.Answers[item.ID] = review.Yes
	}
	if o != review.Approve {
		item, reason := "legible", "unreadable"
		for _, d := range defects {
			if pair, ok := reasonOf[d]; ok {
				if r, known := v.Kind.Reason(pair[1]); known && slices.Contains(r.Outcomes, string(o)) {
					item, reason = pair[0], pair[1]
				}
			}
		}
		if _, ok := v.Kind.Item(item); ok {
			f.Answers[item] = review.No
		}
		f.Reasons = []string{reason}
	}
	if o == review.Escalate {
		f.Note = "Please look at the lettering of the name: I am not sure."
	}
	s.clock.set(at.Add(took))
	if _, err := s.desk.Decide(ctx, a, ref, f); err != nil {
		return err
	}
	s.clock.set(at.Add(took + 11*time.Second))
	return s.desk.SettleDue(ctx)
}

// sendAgain hands in a second round of the same person, in which what was wrong is corrected.
func (s *seeder) sendAgain(ctx context.Context, plan seedPlan, token string, one seeded, at time.Time) error {
	if latest := s.start.Add(-5 * time.Minute); at.After(latest) {
		at = latest
	}
	s.clock.set(at)
	i := slices.IndexFunc(s.again, func(other seeded) bool { return other.n == one.n })
	again := specimen.Specimen{}
	var err error
	if i >= 0 {
		again.Truth = s.again[i].truth
	} else {
		r := specimen.Request{Kind: one.truth.Kind, Defects: one.truth.Defects, Today: s.start, Again: true}
		if again, err = specimen.Draw(s.seed, one.n, r); err != nil {
			return err
		}
		s.again = append(s.again, seeded{one.ref, one.n, again.Truth})
	}
	asked, err := s.desk.OpenLink(ctx, token)
	if err != nil {
		return err
	}
	if err := s.desk.SaveKind(ctx, token, again.Truth.Kind); err != nil {
		return err
	}
	if err := s.desk.SaveIdentity(ctx, token, plan.lang, again.Truth.Typed); err != nil {
		return err
	}
	if i >= 0 {
		err = s.desk.ShareImages(ctx, token, s.again[i].ref, 2)
	} else {
		err = s.replace(ctx, token, asked, again)
	}
	if err != nil {
		return err
	}
	s.clock.set(at.Add(4 * time.Minute))
	return s.desk.Submit(ctx, token, plan.lang, "yes")
}

// replace adds the pictures of the sides that were asked for, and those that were missing.
func (s *seeder) replace(ctx context.Context, token string, asked *review.ApplicantView, again specimen.Specimen) error {
	for side, picture := range map[string][]byte{specimen.Front: again.Front, specimen.Back: again.Back} {
		stays := slices.ContainsFunc(asked.Images, func(i review.SideView) bool { return i.Side == side })
		if picture == nil || stays {
			continue
		}
		if err := s.desk.AddImage(ctx, token, side, side+"-again.jpg", picture); err != nil {
			return err
		}
	}
	return nil
}
