package browser

import (
	"fmt"
	"testing"
	"time"

	"shinsa/imaging/specimen"
	"shinsa/review"
	"shinsa/staff"
)

// office is a desk in the middle of a day: something of everything.
type office struct {
	*desk
	held, free, escalated, secondRound, decided        review.Reference
	disputed                                           review.Reference // two reviewers disagree
	given, answered                                    review.Reference // to reviewer@
	agreed, reported, second, asked                    review.DecisionID
	emptyDraft, noImages, complete                     string // tokens of lookup links
	waiting, approved, rejected, again, withdrawn, odd string
	sample, sampleItem, blindItem                      string          // addresses of a sample, of a decision in it, and of one in a blind sample
	trainingSet                                        string          // address of a training set that is begun
	welcome                                            string          // token of an invitation
	invited, written                                   staff.AccountID // with a link that was shown, and one by letter
}

func newOffice(t *testing.T) *office {
	t.Helper()
	o := &office{desk: newDesk(t)}
	ctx := t.Context()
	resident, special := specimen.ResidentCard, specimen.SpecialPermanentResidentCertificate

	// The morning: decided, audited, one reported.
	o.decided, o.approved = o.submission(wish{n: 1})
	o.clock.pass(22 * time.Minute)
	o.agreed = o.decision("reviewer", o.decided, review.DecisionForm{Outcome: review.Approve, Note: "The 1 of the room is a stroke of 7: looked at the back."})
	o.settle()
	o.must(o.desk.desk.AuditDecision(ctx, o.actor("supervisor"), o.agreed, review.VerdictForm{Verdict: review.Agree}))
	ref, token := o.submission(wish{kind: special})
	o.clock.pass(9 * time.Minute)
	o.rejected = token
	o.reported = o.decision("reviewer2", ref, review.DecisionForm{Outcome: review.Reject, Reasons: []string{"name-mismatch"}}, "name-matches")
	o.settle()
	_, err := o.desk.desk.ReportMistake(ctx, o.actor("reviewer2"), o.reported, "The name was right: I read the wrong line.")
	o.must(err)
	for n := range 6 {
		ref, _ := o.submission(wish{kind: []string{resident, special}[n%2], n: n % 2})
		o.clock.pass(time.Duration(4+n) * time.Minute)
		outcome := []review.Outcome{review.Approve, review.Resubmit}[n%3%2]
		f, no := review.DecisionForm{Outcome: outcome}, []string(nil)
		if outcome == review.Resubmit {
			f.Reasons, no = []string{"unreadable"}, []string{"legible"}
		}
		o.decision([]string{"reviewer", "reviewer2", "supervisor"}[n%3], ref, f, no...)
	}

	// Sent back, and sent again.
	ref, o.again = o.submission(wish{n: 1, lang: "ja"})
	o.clock.pass(11 * time.Minute)
	o.decision("reviewer2", ref, review.DecisionForm{Outcome: review.Resubmit, Reasons: []string{"unreadable", "room-number-missing"}}, "legible", "room-shown")
	o.settle()
	o.secondRound, token = o.submission(wish{n: 1})
	o.clock.pass(8 * time.Minute)
	o.decision("reviewer2", o.secondRound, review.DecisionForm{
		Outcome: review.Resubmit, Reasons: []string{"address-mismatch"}, Note: "The back has a newer address.", Message: "Please type the newest address of the back.",
	}, "address-matches")
	o.settle()
	typed := draw(t, resident, 1).Truth.Typed
	o.must(o.desk.desk.SaveIdentity(ctx, token, "en", typed))
	o.must(o.desk.desk.Submit(ctx, token, "en", "yes"))
	o.clock.pass(3 * time.Minute)

	// Waiting, for a supervisor or for anybody, the longest for half an hour.
	o.escalated, _ = o.submission(wish{n: 0, lang: "ja"})
	o.clock.pass(2 * time.Minute)
	o.decision("reviewer", o.escalated, review.DecisionForm{Outcome: review.Escalate, Note: "Please look at the lettering of the name."}, "features-plausible")
	o.settle()
	o.set.Second = review.SecondRules{{Outcomes: []review.Outcome{review.Reject}}}
	o.disputed, _ = o.submission(wish{kind: special, n: 1})
	o.clock.pass(2 * time.Minute)
	o.decision("reviewer", o.disputed, review.DecisionForm{
		Outcome: review.Reject, Reasons: []string{"name-mismatch", "unreadable"}, Note: "The last letter of the name is another one, I think.",
	}, "name-matches", "legible")
	o.settle()
	o.second = o.decision("reviewer2", o.disputed, review.DecisionForm{Outcome: review.Resubmit, Reasons: []string{"unreadable"}, Message: "Please take the photo again in daylight."}, "legible")
	o.settle()
	o.held, _ = o.submission(wish{n: 1})
	o.free, o.waiting = o.submission(wish{kind: specimen.MattersCertificate})
	for n := range 9 {
		o.clock.pass(3 * time.Minute)
		o.submission(wish{kind: []string{resident, special}[n%2], n: n % 2, lang: []string{"en", "ja"}[n/2%2]})
	}
	_, o.withdrawn = o.submission(wish{n: 0})
	o.must(o.desk.desk.Withdraw(ctx, o.withdrawn))

	// Drafts
	o.emptyDraft, err = o.desk.desk.StartDraft(ctx, resident, "en", "")
	o.must(err)
	o.noImages, err = o.desk.desk.StartDraft(ctx, resident, "en", "")
	o.must(err)
	o.must(o.desk.desk.SaveIdentity(ctx, o.noImages, "en", typed))
	_, o.complete = o.draft(wish{n: 1})
	o.odd, err = o.desk.desk.StartDraft(ctx, specimen.AlienRegistrationCertificate, "en", "")
	o.must(err)

	o.phrases()
	o.trainingSet = o.trained()
	o.sample, o.sampleItem = o.drawn(false)
	_, o.blindItem = o.drawn(true)
	o.must(o.desk.desk.OrderLooks(ctx, o.actor("supervisor"), review.LookOrderForm{Count: 5, Filter: review.SampleFilter{Kind: "alien-registration-certificate"}}))

	// In the hands of a reviewer, half answered.
	o.must(o.desk.desk.Claim(ctx, o.actor("reviewer"), o.held, false))
	o.must(o.desk.desk.SaveWorksheet(ctx, o.actor("reviewer"), o.held, review.WorksheetContent{
		Answers: review.Answers{"kind-matches": review.Yes, "whole-visible": review.Yes, "legible": review.No, "room-shown": review.NA},
		Reasons: []string{"unreadable"}, Note: "Glare over the number.",
	}))

	// Among colleagues: comments, a question that was answered, one given to somebody, one given back.
	o.must(o.desk.desk.AddComment(ctx, o.actor("reviewer2"), o.held, "The same face was here last week, with another number.\nLook twice."))
	o.must(o.desk.desk.AddComment(ctx, o.actor("reviewer"), o.held, "Thank you."))
	o.given, _ = o.submission(wish{n: 1})
	o.clock.pass(time.Minute)
	o.must(o.desk.desk.Claim(ctx, o.actor("reviewer2"), o.given, false))
	o.must(o.desk.desk.SkipOver(ctx, o.actor("reviewer2"), o.given, review.HardToJudge, "The lettering of the name is not like any that I know."))
	o.must(o.desk.desk.HandOver(ctx, o.actor("supervisor"), o.given, o.actor("reviewer").ID, "Please compare the lettering with the sample of May."))
	o.answered, _ = o.submission(wish{n: 0})
	o.asked = o.decision("reviewer", o.answered, review.DecisionForm{Outcome: review.Escalate, Note: "Is this stamp one of the ward offices'?"}, "features-plausible")
	o.settle()
	o.must(o.desk.desk.Claim(ctx, o.actor("supervisor"), o.answered, false))
	v, err := o.desk.desk.Review(ctx, o.actor("supervisor"), o.answered)
	o.must(err)
	o.must(o.desk.desk.AnswerQuestion(ctx, o.actor("supervisor"), o.answered, "Yes, since April. Go on with the others.", v.Version))
	o.must(o.desk.desk.Claim(ctx, o.actor("supervisor"), o.escalated, false))

	admin, err := o.staff.ByEmail(ctx, staff.CommandLine(), "admin@example.com")
	o.must(err)
	issued, err := o.staff.Invite(ctx, staff.ActorOf(admin), staff.NewAccount{Email: "new@example.com", Name: "Gen Ito", Role: staff.Reviewer, Lang: "en"})
	o.must(err)
	o.welcome, o.invited = string(issued.Token), issued.Account.ID
	o.letters.Store(true)
	written, err := o.staff.Invite(ctx, staff.ActorOf(admin), staff.NewAccount{Email: "newer@example.com", Name: "Jun Endo", Role: staff.Support})
	o.must(err)
	o.written = written.Account.ID
	return o
}

// drawn draws a sample of which one decision was overturned, and names its page and that of the next decision.
func (o *office) drawn(blind bool) (sample, item string) {
	o.t.Helper()
	ctx, sup := o.t.Context(), o.actor("supervisor")
	id, err := o.desk.desk.DrawSample(ctx, sup, review.SampleOrder{Count: 5, Seed: "morning", Blind: blind, By: []review.Trait{review.ByOutcome}})
	o.must(err)
	v, err := o.desk.desk.Sample(ctx, sup, id)
	o.must(err)
	next := v.Next(0)
	for v.Item(next).Decision == o.reported { // that one waits for others
		next = v.Next(next)
	}
	if !blind {
		o.must(o.desk.desk.AuditDecision(ctx, sup, v.Item(next).Decision, review.VerdictForm{Verdict: review.Agree, Sample: id}))
		next = v.Next(next)
	}
	sample = "/audit/samples/" + string(id)
	return sample, fmt.Sprintf("%s/items/%d", sample, next)
}
