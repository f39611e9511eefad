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

	diary    *diary
	plan     []seedPlan
	ahead    map[int]chan drawn // specimens that will be sent again, by the number of the first
	errands  []errand           // in the order of their moments
	noted    int                // errands so far
	made     []seedDecision     // in the order in which they were made
	differed bool               // a second opinion has differed from an approval
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

// run takes every submission through intake, the oldest first, and then has the desk work on them day by day.
func (s *seeder) run(ctx context.Context, progress io.Writer, images int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	set := s.desk.Settings()
	s.diary = newDiary(set.Service.Calendar, set.Zone, s.start)
	s.plan = s.plans()
	pictures := s.draw(ctx, images)
	shown := time.Time{}
	for n, plan := range s.plan {
		if err := ctx.Err(); err != nil {
			return err
		}
		if time.Since(shown) > 200*time.Millisecond {
			shown = time.Now()
			fmt.Fprintf(progress, "\rMaking fictional submissions: %d of %d ", n, s.count)
		}
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
	fmt.Fprint(progress, "\rWorking through two weeks of them …          ")
	s.supervise(ctx)
	if err := s.work(ctx); err != nil {
		return err
	}
	fmt.Fprintf(progress, "\rMade %d fictional submissions in %.1f s.        \n", s.count, time.Since(s.start).Seconds())
	return nil
}

// draw draws pictures ahead on every core; those that will be sent again, too.
func (s *seeder) draw(ctx context.Context, images int) []chan drawn {
	var drawers errgroup.Group
	drawers.SetLimit(2)
	pictures := make([]chan drawn, images)
	s.ahead = map[int]chan drawn{}
	for n := range pictures {
		pictures[n] = make(chan drawn, 1)
		if s.plan[n].fate.again() {
			s.ahead[n] = make(chan drawn, 1)
		}
	}
	go func() {
		for n := range pictures {
			if ctx.Err() != nil {
				return
			}
			drawers.Go(func() error {
				sp, err := specimen.Draw(s.seed, n, specimen.Request{Kind: s.plan[n].kind, Defects: s.plan[n].defects, Today: s.start})
				pictures[n] <- drawn{sp, err}
				if err == nil && s.ahead[n] != nil {
					again, err := s.drawAgain(n, sp.Truth)
					s.ahead[n] <- drawn{again, err}
				}
				return nil
			})
		}
	}()
	return pictures
}

// drawAgain draws the specimen that the same person sends again.
func (s *seeder) drawAgain(n int, first specimen.Truth) (specimen.Specimen, error) {
	return specimen.Draw(s.seed, n, specimen.Request{Kind: first.Kind, Defects: first.Defects, Today: s.start, Again: true})
}

// share chooses whose images a submission gets that has none of its own.
func (s *seeder) share(plan seedPlan, n int) seeded {
	for _, sure := range []bool{plan.fate.again(), false} { // pictures that were sent again are few
		for i := range s.first {
			one := s.first[(n+i)%len(s.first)]
			if plan.suits(one.truth) && (!sure || s.ahead[one.n] != nil) {
				return one
			}
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
	if plan.fate == fateDraft {
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
	c := &seededCase{plan: plan, n: n, token: token, one: one, sent: sent, r: rand.New(rand.NewPCG(s.seed, uint64(n)+7_000_000))}
	s.conclude(ctx, c)
	return nil
}

// sendAgain hands in a second round of the same person, in which what was wrong is corrected.
func (s *seeder) sendAgain(ctx context.Context, c *seededCase, at time.Time) error {
	if latest := s.start.Add(-5 * time.Minute); at.After(latest) {
		at = latest
	}
	s.clock.set(at)
	i := slices.IndexFunc(s.again, func(other seeded) bool { return other.n == c.one.n })
	var again drawn
	switch {
	case i >= 0:
		again.Truth = s.again[i].truth
	case s.ahead[c.one.n] != nil:
		again = <-s.ahead[c.one.n]
	default:
		again.Specimen, again.err = s.drawAgain(c.one.n, c.one.truth)
	}
	if again.err != nil {
		return again.err
	}
	if i < 0 {
		s.again = append(s.again, seeded{c.ref(), c.one.n, again.Truth})
	}
	asked, err := s.desk.OpenLink(ctx, c.token)
	if err != nil {
		return err
	}
	if err := s.desk.SaveKind(ctx, c.token, again.Truth.Kind); err != nil {
		return err
	}
	if err := s.desk.SaveIdentity(ctx, c.token, c.plan.lang, again.Truth.Typed); err != nil {
		return err
	}
	if i >= 0 {
		err = s.desk.ShareImages(ctx, c.token, s.again[i].ref, 2)
	} else {
		err = s.replace(ctx, c.token, asked, again.Specimen)
	}
	if err != nil {
		return err
	}
	s.clock.set(at.Add(4 * time.Minute))
	if err := s.desk.Submit(ctx, c.token, c.plan.lang, "yes"); err != nil {
		return err
	}
	c.one.truth = again.Truth
	return nil
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
