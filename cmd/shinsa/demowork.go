package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/review"
)

// The demonstration's people, as seedActors lists them.
const (
	aiko = iota
	ben
	chie // supervises
)

// seededCase is a submission on its way through the demonstration's desk.
type seededCase struct {
	plan  seedPlan
	n     int
	token string
	one   seeded
	sent  time.Time
	r     *rand.Rand
}

// ref is its reference.
func (c *seededCase) ref() review.Reference { return c.one.ref }

// seedDecision is a decision that the demonstration's people made.
type seedDecision struct {
	id  review.DecisionID
	ref review.Reference
	by  int
	at  time.Time
	o   review.Outcome
	f   fate
}

// work does the errands in the order of their moments, with those that follow from them.
func (s *seeder) work(ctx context.Context) error {
	for len(s.errands) > 0 {
		e := s.errands[0]
		s.errands = s.errands[1:]
		if err := ctx.Err(); err != nil {
			return err
		}
		s.clock.set(e.at)
		if err := e.do(); err != nil {
			return fmt.Errorf("%s: %w", e.about, err)
		}
	}
	return nil
}

// conclude notes what the demonstration's staff, or the applicant, will do with a submission that was sent.
func (s *seeder) conclude(ctx context.Context, c *seededCase) {
	p, about := c.plan, fmt.Sprintf("submission %d (%s)", c.n+1, c.plan.fate)
	first := func(o review.Outcome, then func(made seedDecision) error) {
		s.note(p.decided, about, func() error {
			made, err := s.decide(ctx, c, p.by, o, p.decided)
			if err != nil || then == nil {
				return err
			}
			return then(made)
		})
	}
	switch p.fate {
	case fateWithdrawn:
		at := c.sent.Add(time.Duration(10+c.r.IntN(170)) * time.Minute)
		s.note(at, about, func() error { return s.desk.Withdraw(ctx, c.token) })
	case fateHard:
		s.giveBack(ctx, c, about)
	case fateHanded:
		at := s.start.Add(-2 * time.Minute)
		s.note(at, about, func() error {
			if err := s.desk.Claim(ctx, s.people[aiko], c.ref(), false); err != nil {
				return err
			}
			return s.desk.HandOver(ctx, s.people[aiko], c.ref(), s.people[ben].ID, "You read this script better than I do. Could you take it?")
		})
	case fateApproved:
		first(review.Approve, nil)
	case fateRejected:
		first(review.Reject, nil)
	case fateComplained:
		first(review.Reject, func(seedDecision) error { s.complains(ctx, c, about); return nil })
	case fateResubmission, fateExpired:
		first(review.Resubmit, nil)
	case fateAgain:
		first(review.Resubmit, func(seedDecision) error {
			at := s.start.Add(-time.Duration(30+c.r.IntN(240)) * time.Minute)
			s.note(at, about, func() error { return s.sendAgain(ctx, c, at) })
			return nil
		})
	case fateMended:
		first(review.Resubmit, func(made seedDecision) error {
			at := made.at.Add(2*time.Hour + time.Duration(c.r.Int64N(int64(14*time.Hour))))
			s.note(at, about, func() error {
				if err := s.sendAgain(ctx, c, at); err != nil {
					return err
				}
				again, by := s.diary.book(at.Add(20*time.Minute), anybody)
				s.note(again, about, func() error { _, err := s.decide(ctx, c, by, review.Approve, again); return err })
				return nil
			})
			return nil
		})
	case fateEscalated:
		first(review.Escalate, nil)
	case fateAsked:
		first(review.Escalate, func(made seedDecision) error { s.answers(ctx, c, made, about); return nil })
	case fateSettled:
		first(review.Escalate, func(made seedDecision) error {
			s.settles(ctx, c, made.at, review.Approve, about)
			return nil
		})
	case fateSecond:
		if takesTwo(c.one.truth.Kind) {
			first(review.Reject, nil)
		}
	case fateDisagreement, fateDisagreed:
		if takesTwo(c.one.truth.Kind) {
			first(review.Reject, func(made seedDecision) error {
				at, by := s.diary.book(made.at.Add(15*time.Minute), other(made.by))
				s.note(at, about, func() error {
					second, err := s.decide(ctx, c, by, review.Approve, at)
					if err == nil && p.fate == fateDisagreed {
						s.settles(ctx, c, second.at, review.Reject, about)
					}
					return err
				})
				return nil
			})
		}
	case fateReopened:
		first(review.Reject, func(made seedDecision) error { s.overturns(ctx, c, made, about); return nil })
	case fateRedone:
		first(review.Approve, func(made seedDecision) error { s.overturns(ctx, c, made, about); return nil })
	}
}

// other is the other of the two reviewers.
func other(person int) int { return aiko + ben - person }

// took is how long a person looks at one: mostly a minute, now and then hardly at all or very long.
func took(r *rand.Rand, person int) time.Duration {
	switch x := r.IntN(24); {
	case x == 0:
		return time.Duration(5+r.IntN(6)) * time.Minute
	case x == 1 && person == ben:
		return time.Duration(6+r.IntN(5)) * time.Second
	}
	least, span := 28.0, 95.0
	if person == ben {
		least, span = 21, 75
	}
	return time.Duration((least + span*r.Float64()*r.Float64()) * float64(time.Second)).Truncate(100 * time.Millisecond)
}

// decide claims, looks at the pictures, answers every item, and decides; the decision has taken effect when it returns.
// Where a second person must agree with it, one will.
func (s *seeder) decide(ctx context.Context, c *seededCase, by int, o review.Outcome, at time.Time) (seedDecision, error) {
	a, ref, lasted := s.people[by], c.ref(), took(c.r, by)
	made := seedDecision{ref: ref, by: by, at: at.Add(lasted), o: o, f: c.plan.fate}
	s.clock.set(at)
	if err := s.desk.Claim(ctx, a, ref, false); err != nil {
		return made, err
	}
	v, err := s.desk.Review(ctx, a, ref)
	if err != nil {
		return made, err
	}
	for _, image := range v.Round.Images {
		if _, err := s.desk.Image(ctx, a, ref, image.Side, v.Round.N, review.SizeScreen); err != nil {
			return made, err
		}
		if err := s.desk.Viewed(ctx, a, ref, image.Side, v.Round.N); err != nil {
			return made, err
		}
	}
	f := s.form(c, v, by, o, lasted)
	s.clock.set(made.at)
	if made.id, err = s.desk.Decide(ctx, a, ref, f); err != nil {
		return made, err
	}
	after := made.at.Add(11 * time.Second)
	s.clock.set(after)
	if err := s.desk.SettleDue(ctx); err != nil {
		return made, err
	}
	s.made = append(s.made, made)
	return made, s.confirm(ctx, c, made, after)
}

// form is what a reviewer fills in.
func (s *seeder) form(c *seededCase, v *review.ReviewView, by int, o review.Outcome, lasted time.Duration) review.DecisionForm {
	f := review.DecisionForm{Outcome: o, Answers: review.Answers{}, Seen: v.Version}
	for _, item := range v.Kind.Checklist {
		f.Answers[item.ID] = review.Yes
	}
	if o != review.Approve {
		item, reason := refused(v, o, c.one.truth.Defects)
		if _, ok := v.Kind.Item(item); ok {
			f.Answers[item] = review.No
		}
		f.Reasons = []string{reason}
		if reason == "unreadable" && o == review.Resubmit && len(v.Round.Images) > 0 {
			f.Marks = []review.Mark{{Reason: reason, Side: v.Round.Images[0].Side, X: 2600, Y: 3100, W: 3600, H: 1500}}
		}
	}
	if o == review.Escalate {
		f.Note = "Please look at the lettering of the name: I am not sure."
	}
	if c.r.IntN(4) > 2*by { // all that is plain at once, by the one more often than by the other
		for _, item := range v.Kind.Checklist {
			if f.Answers[item.ID] == review.Yes && review.Bulkable(item, v.Round.Findings) {
				f.Bulk = append(f.Bulk, item.ID)
			}
		}
	}
	f.Looked = review.Looked{Visit: fmt.Sprintf("demonstration-%d", len(s.made)), Told: lookedAt(c, v, by, f, lasted)}
	return f
}

// lookedAt is what the page of the review would have told of the order of looking: both sides are in sight, but for a
// back now and then that a hasty reviewer never opens; items are answered one after the other, and what is plain last.
func lookedAt(c *seededCase, v *review.ReviewView, by int, f review.DecisionForm, lasted time.Duration) string {
	end := int(lasted / (100 * time.Millisecond))
	words := []string{"0+"}
	later := ""
	for _, side := range v.Round.Images {
		switch {
		case side.Side != specimen.Back:
			words = append(words, "0+"+side.Side)
		case by != ben || c.r.IntN(5) > 0:
			later = fmt.Sprintf("%d+%s", end/8, side.Side)
		}
	}
	if later != "" {
		words = append(words, later)
	}
	alone := len(v.Kind.Checklist) - len(f.Bulk)
	done := 0
	var together []string
	for _, item := range v.Kind.Checklist {
		if slices.Contains(f.Bulk, item.ID) {
			together = append(together, fmt.Sprintf("%d=%s", end*9/10, item.ID))
			continue
		}
		done++
		words = append(words, fmt.Sprintf("%d=%s", end/8+done*(end*3/4)/(alone+1), item.ID))
	}
	return strings.Join(append(append(words, together...), fmt.Sprint(end)), " ")
}

// confirm has somebody give the second opinion that was asked for. The first one that a supervisor's order asks for
// differs, and she settles it.
func (s *seeder) confirm(ctx context.Context, c *seededCase, made seedDecision, now time.Time) error {
	switch c.plan.fate {
	case fateSecond, fateDisagreement, fateDisagreed:
		return nil
	}
	state, err := s.state(ctx, c, now)
	if err != nil || state != review.SecondReview {
		return err
	}
	about := fmt.Sprintf("second opinion on submission %d", c.n+1)
	at, by := s.diary.book(made.at.Add(30*time.Minute), other(made.by))
	o := made.o
	if o == review.Approve && !s.differed {
		s.differed, o = true, review.Reject
	}
	s.note(at, about, func() error {
		second, err := s.decide(ctx, c, by, o, at)
		if err == nil && o != made.o {
			s.settles(ctx, c, second.at, made.o, about)
		}
		return err
	})
	return nil
}

// state is that of a submission at a moment.
func (s *seeder) state(ctx context.Context, c *seededCase, now time.Time) (review.State, error) {
	one, err := s.store.Submission(ctx, review.SubmissionKey{Reference: c.ref()})
	if err != nil {
		return "", err
	}
	return one.StateAt(now), nil
}

// giveBack has both reviewers give one back as hard to judge, and say something about it.
func (s *seeder) giveBack(ctx context.Context, c *seededCase, about string) {
	skip := func(person int, after time.Duration, note string) {
		at, ok := s.diary.later(c.sent, after)
		if !ok {
			return
		}
		s.note(at, about, func() error {
			if err := s.desk.Claim(ctx, s.people[person], c.ref(), false); err != nil {
				return err
			}
			s.clock.set(at.Add(3 * time.Minute))
			if err := s.desk.SkipOver(ctx, s.people[person], c.ref(), review.HardToJudge, note); err != nil || person == aiko {
				return err
			}
			return s.desk.AddComment(ctx, s.people[person], c.ref(), "I compared it with the loupe: the last character of the address could be read either way.")
		})
	}
	skip(aiko, 40*time.Minute, "The stamp covers part of the address.")
	skip(ben, 150*time.Minute, "Same here: somebody who has seen more of these should look.")
}

// settles has the supervisor decide, as soon as she comes to it; where the day is over before, it stays escalated.
func (s *seeder) settles(ctx context.Context, c *seededCase, after time.Time, o review.Outcome, about string) {
	if at, ok := s.diary.later(after, time.Duration(25+c.r.IntN(80))*time.Minute); ok {
		s.note(at, about, func() error { _, err := s.decide(ctx, c, chie, o, at); return err })
	}
}

// answers has the supervisor answer a question, and who asked go on with it.
func (s *seeder) answers(ctx context.Context, c *seededCase, made seedDecision, about string) {
	at, ok := s.diary.later(made.at, 35*time.Minute)
	if !ok {
		return
	}
	s.note(at, about, func() error {
		a := s.people[chie]
		if err := s.desk.Claim(ctx, a, c.ref(), false); err != nil {
			return err
		}
		v, err := s.desk.Review(ctx, a, c.ref())
		if err != nil {
			return err
		}
		s.clock.set(at.Add(4 * time.Minute))
		if err := s.desk.AnswerQuestion(ctx, a, c.ref(), "It is the older form of the character. Both forms are one name, so you can approve it.", v.Version); err != nil {
			return err
		}
		again := at.Add(7 * time.Minute)
		s.note(again, about, func() error { _, err := s.decide(ctx, c, made.by, review.Approve, again); return err })
		return nil
	})
}

// complaintWords are what an applicant writes against a rejection.
var complaintWords = map[string]string{
	"en": "My name changed after I married, and the new one is on the back of the card. Please look at it once more.",
	"ja": "結婚して氏名が変わり、新しい氏名はカードの裏面に書かれています。もう一度確認していただけますか。",
}

// complains has the applicant ask for another look at the rejection.
func (s *seeder) complains(ctx context.Context, c *seededCase, about string) {
	at := s.diary.ago(9 * time.Hour)
	s.note(at, about, func() error {
		state, err := s.state(ctx, c, at)
		if err != nil || state != review.Rejected {
			return err // with the pictures of a document on which two must agree
		}
		return s.desk.Complain(ctx, c.token, c.plan.lang, complaintWords[c.plan.lang])
	})
}
