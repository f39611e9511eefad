package main

import (
	"context"
	"io"
	"slices"
	"time"

	"shinsa/review"
)

// What the demonstration's supervisor does: overturns with an answer and without, verdicts, a sample that is half worked
// through, an order for second looks, an export.

// overturns has the supervisor overturn a decision. An approval is answered by who made it, and somebody else decides
// again; a rejection is overturned last of all, so that it waits.
func (s *seeder) overturns(ctx context.Context, c *seededCase, made seedDecision, about string) {
	form := review.VerdictForm{Verdict: review.Overturn, Severity: review.Critical, Note: "The name that was typed is not the one on the card: another person could have been approved."}
	at, ok := s.diary.later(made.at, 3*time.Hour)
	if made.o == review.Reject {
		form.Severity, form.Note = review.Major, "A new photo would have mended this. Please ask for one instead of rejecting."
		at, ok = s.diary.later(made.at, 45*time.Minute)
	}
	if !ok {
		return
	}
	s.note(at, about, func() error {
		if state, err := s.state(ctx, c, at); err != nil || state != review.Approved && state != review.Rejected {
			return err // with the pictures of a document on which two must agree
		}
		if err := s.desk.AuditDecision(ctx, s.people[chie], made.id, form); err != nil || made.o == review.Reject {
			return err
		}
		if answered, ok := s.diary.later(at, 50*time.Minute); ok {
			s.note(answered, about, func() error {
				err := s.desk.AnswerVerdict(ctx, s.people[made.by], made.id, "You are right: I compared the family name only. I use the loupe for every name now.")
				if err != nil {
					return err
				}
				return s.desk.ReadVerdicts(ctx, s.people[made.by])
			})
		}
		again, by := s.diary.book(at.Add(30*time.Minute), other(made.by))
		s.note(again, about, func() error {
			if state, err := s.state(ctx, c, again); err != nil || state != review.Waiting {
				return err // two had agreed: an overturn of the first reopens nothing
			}
			_, err := s.decide(ctx, c, by, review.Resubmit, again)
			return err
		})
		return nil
	})
}

// supervise notes what the supervisor does beside that, once enough was decided.
func (s *seeder) supervise(ctx context.Context) {
	a := s.people[chie]
	s.note(s.diary.ago(30*time.Hour), "second looks", func() error {
		// It is over before the demonstration begins, or what its visitor decides first would wait for somebody else.
		f := review.SampleFilter{By: s.people[aiko].ID, Outcome: review.Approve, Until: s.diary.ago(4 * time.Hour)}
		return s.desk.OrderLooks(ctx, a, review.LookOrderForm{Filter: f, Count: 3})
	})
	s.note(s.diary.ago(16*time.Hour), "verdicts", func() error { return s.verdicts(ctx, 6) })
	s.note(s.diary.ago(10*time.Hour), "export", func() error {
		x, err := s.desk.BeginExport(ctx, a, review.ExportRequest{
			What: review.ExportDecisions, Format: review.ExportCSV, BOM: true, Purpose: "Quality meeting: how often the back was asked for again",
		})
		if err != nil {
			return err
		}
		return x.Write(ctx, io.Discard)
	})
	s.note(s.diary.ago(5*time.Hour), "sample", func() error { return s.sample(ctx, 12) })
	s.note(s.diary.ago(3*time.Hour), "reported mistake", func() error {
		i := s.latest(ben, review.Approve)
		if i < 0 {
			return nil
		}
		_, err := s.desk.ReportMistake(ctx, s.people[ben], s.made[i].id, "I approved it before I had looked at the back. Could somebody look again?")
		return err
	})
}

// latest is the place of the latest plain decision of a person; -1 when there is none.
func (s *seeder) latest(by int, o review.Outcome) int {
	for i, m := range slices.Backward(s.made) {
		if m.f == fateApproved && m.by == by && m.o == o {
			return i
		}
	}
	return -1
}

// complainedOf says whether a decision is the one of which an applicant complains: who has judged it does not answer.
func (s *seeder) complainedOf(id review.DecisionID) bool {
	return slices.ContainsFunc(s.made, func(m seedDecision) bool { return m.id == id && m.f == fateComplained })
}

// verdicts agrees with some of the first decisions, but for one request to send again whose message was not right.
func (s *seeder) verdicts(ctx context.Context, most int) error {
	minor := review.VerdictForm{Verdict: review.Overturn, Severity: review.Minor, Note: "To ask again was right. The message should have said what to do about the light."}
	for _, m := range s.made {
		if m.f != fateApproved && m.f != fateMended || m.by == chie || most == 0 {
			continue
		}
		most--
		s.clock.set(s.clock.now().Add(7 * time.Minute))
		form := review.VerdictForm{Verdict: review.Agree}
		if m.o == review.Resubmit && minor.Note != "" {
			form, minor = minor, review.VerdictForm{}
		}
		if err := s.desk.AuditDecision(ctx, s.people[chie], m.id, form); err != nil {
			return err
		}
	}
	return nil
}

// sample draws a blind sample and works through half of it: as it was decided, but for one that the supervisor would have
// decided otherwise until she saw it.
func (s *seeder) sample(ctx context.Context, count int) error {
	a := s.people[chie]
	if len(s.made) < 2*count {
		count = len(s.made) / 2
	}
	if count == 0 {
		return nil
	}
	id, err := s.desk.DrawSample(ctx, a, review.SampleOrder{Count: count, Seed: "autumn", By: []review.Trait{review.ByPerson}, Blind: true})
	if err != nil {
		return err
	}
	v, err := s.desk.Sample(ctx, a, id)
	if err != nil {
		return err
	}
	at, done, differs := s.clock.now(), 0, false
	for i := range v.Items {
		item := &v.Items[i]
		if !item.Open() || done >= count/2 || s.complainedOf(item.Decision) {
			continue
		}
		rec, err := s.store.Decision(ctx, item.Decision)
		if err != nil {
			return err
		}
		outcome, reasons, form := rec.Outcome, rec.Reasons, review.VerdictForm{Verdict: review.Agree, Sample: id}
		if outcome == review.Approve && done > 0 && !differs {
			differs, outcome, reasons, form.Note = true, review.Resubmit, []string{"unreadable"}, "On the full picture everything can be read after all."
		}
		done++
		s.clock.set(at.Add(time.Duration(done) * 4 * time.Minute))
		if err := s.desk.AnswerBlind(ctx, a, id, item.N, outcome, reasons); err != nil {
			return err
		}
		s.clock.set(at.Add(time.Duration(done)*4*time.Minute + 40*time.Second))
		if err := s.desk.AuditDecision(ctx, a, item.Decision, form); err != nil {
			return err
		}
	}
	return nil
}
