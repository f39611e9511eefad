package main

import (
	"context"
	"errors"
	"fmt"

	"shinsa/policy"
	"shinsa/review"
	"shinsa/staff"
)

type policyCommands struct {
	Explain policyExplainCommand `cmd:"" help:"Say whether somebody may do something, and why."`
}

type policyExplainCommand struct {
	storeFlags
	s3Flags
	Email     string `arg:""`
	Action    string `arg:"" help:"Such as submission.decide."`
	Reference string `arg:"" optional:"" help:"Submission that it is about."`
}

func (c policyExplainCommand) Run(ctx context.Context, con console) error {
	p, err := open(ctx, c.storeFlags, openOptions{credentials: c.credentials()})
	if err != nil {
		return err
	}
	defer p.close()
	account, err := p.staff.ByEmail(ctx, staff.CommandLine(), c.Email)
	if err != nil {
		return staffError(err)
	}
	sub := policy.Subject{ID: string(account.ID), Role: string(account.Role)}
	if account.Status != staff.Active {
		sub.Role = ""
		say(con.out, "The account is %s, so nothing is allowed to it.", account.Status)
	}
	var object *policy.Object
	if c.Reference != "" {
		if object, err = p.policyObject(ctx, account, c.Reference); err != nil {
			return err
		}
	}
	answer, err := p.guard.Explain(sub, c.Action, object)
	if err != nil {
		return usageError{err}
	}
	say(con.out, "%s", answer)
	return nil
}

// policyObject is a submission as the policy sees it for a person.
func (p *parts) policyObject(ctx context.Context, a staff.Account, reference string) (*policy.Object, error) {
	ref, err := review.ParseReference(reference)
	if err != nil {
		return nil, usage("%q is not a reference", reference)
	}
	s, err := p.store.Submission(ctx, review.SubmissionKey{Reference: ref})
	if errors.Is(err, review.ErrNotFound) {
		return nil, usage("there is no submission %s", ref)
	} else if err != nil {
		return nil, err
	}
	now := p.desk.Now()
	s.Settle(now, p.desk.Settings().ResubmitWithin)
	barred, err := p.desk.Barred(ctx, review.Actor{ID: review.StaffID(a.ID), Role: string(a.Role)}, s)
	if err != nil {
		return nil, err
	}
	o := &policy.Object{State: string(s.StateAt(now)), Holder: string(s.Claim.Holder(now)), Barred: barred}
	if s.Decision != "" {
		rec, err := p.store.Decision(ctx, s.Decision)
		if err != nil {
			return nil, fmt.Errorf("policy explain: %w", err)
		}
		o.Author, o.Blind = string(rec.By), s.State == review.SecondReview && len(rec.SecondAsked) > 0
	}
	return o, nil
}
