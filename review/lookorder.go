package review

import (
	"context"
	"fmt"
	"slices"
	"time"

	"shinsa/audit"
)

// LookOrderID is the id of a LookOrder.
type LookOrderID string

// Limits of an order for second looks.
const (
	MostLooks     = 500
	UsualLookDays = 14
	MostLookDays  = 90
)

// LookOrder is a supervisor's wish to have decisions looked at a second time: the next Wanted that fit need a second,
// blind opinion, like those that a rule asks for. Until then the applicant has no outcome.
type LookOrder struct {
	ID      LookOrderID
	By      StaffID
	At      time.Time
	Filter  SampleFilter // without a period
	Wanted  int
	Until   time.Time // from then on it asks no more
	EndedBy StaffID   // who ended it before its time; empty for nobody
}

// LookOrderForm is what somebody asks for.
type LookOrderForm struct {
	Filter SampleFilter // From is passed over
	Count  int
}

// LookLine is an order with what came of it. What still waits for its second opinion is in none of the numbers: they
// would tell a supervisor, who may be the one to give it, that somebody has decided.
type LookLine struct {
	LookOrder
	ByName   string
	Agreed   int
	Differed []LookDiffers // the newest first
	Open     bool          // it may ask more
}

// LookDiffers names a decision with whose outcome the second opinion differed.
type LookDiffers struct {
	Decision  DecisionID
	Reference Reference
	At        time.Time // of the second
	Settled   bool      // a supervisor has decided since
}

// OrderLooks asks for second looks. What cannot be asked is told as FieldErrors on `count`, `until` or `outcome`.
func (d *Desk) OrderLooks(ctx context.Context, a Actor, f LookOrderForm) error {
	now := d.now()
	if err := d.Guard.Allow(ctx, a, DoSample, Object{}); err != nil {
		return err
	}
	o := &LookOrder{ID: LookOrderID(d.NewID()), By: a.ID, At: now, Filter: f.Filter, Wanted: f.Count, Until: f.Filter.Until}
	o.Filter.From, o.Filter.Until = time.Time{}, time.Time{}
	if o.Until.IsZero() {
		o.Until = now.AddDate(0, 0, UsualLookDays)
	}
	var wrong FieldErrors
	say := func(field, code string, args ...any) { wrong = append(wrong, fieldError(field, code, args...)...) }
	if o.Wanted < 1 || o.Wanted > MostLooks {
		say("count", "sample-count", "max", MostLooks)
	}
	if !o.Until.After(now) {
		say("until", "look-over")
	} else if o.Until.After(now.AddDate(0, 0, MostLookDays)) {
		say("until", "look-far", "max", MostLookDays)
	}
	if out := o.Filter.Outcome; out == Resubmit || out == Escalate {
		say("outcome", "look-outcome")
	}
	if len(wrong) > 0 {
		return wrong
	}
	reviewers, supervisors, err := d.Store.DeskStaff(ctx, "")
	if err != nil {
		return err
	}
	if reviewers+supervisors < 2 || supervisors == 0 {
		return fieldError("count", "look-nobody")
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		if err := tx.InsertLookOrder(ctx, o); err != nil {
			return err
		}
		return d.log(ctx, tx, audit.LookOrdered, now, staffSubject(a.ID), lookFacts(o)...)
	})
}

// LookOrders lists the newest orders and what came of them.
func (d *Desk) LookOrders(ctx context.Context, a Actor) ([]LookLine, map[StaffID]string, error) {
	if err := d.Guard.Allow(ctx, a, SeeAudit, Object{}); err != nil {
		return nil, nil, err
	}
	lines, err := d.Store.LookOrders(ctx, d.now(), samplesListed)
	if err != nil {
		return nil, nil, err
	}
	names, err := d.Store.Names(ctx)
	return lines, names, err
}

// EndLooks ends an order before its time. What it has asked for stays asked. Ending it twice changes nothing.
func (d *Desk) EndLooks(ctx context.Context, a Actor, id LookOrderID) error {
	now := d.now()
	if err := d.Guard.Allow(ctx, a, DoSample, Object{}); err != nil {
		return err
	}
	return d.Store.Write(ctx, func(tx Tx) error {
		ended, err := tx.EndLookOrder(ctx, id, a.ID, now)
		if err != nil || !ended {
			return err
		}
		return d.log(ctx, tx, audit.LookEnded, now, staffSubject(a.ID), LookEndFacts(&LookOrder{ID: id, EndedBy: a.ID})...)
	})
}

// ordersLook finds the oldest order that wants a second look at a decision that is being made, and is not served yet;
// empty for none.
func (d *Desk) ordersLook(ctx context.Context, r Reader, s *Submission, dec *Decision) (LookOrderID, error) {
	open, err := r.OpenLookOrders(ctx, dec.DecidedAt)
	for _, o := range open {
		if o.fits(s, dec) {
			return o.ID, err
		}
	}
	return "", err
}

// fits says whether a decision on a submission is one that the order is about.
func (o *LookOrder) fits(s *Submission, dec *Decision) bool {
	f := o.Filter
	found := func(stored string) bool { return ParseFinding(stored).Code == f.Finding }
	return (f.By == "" || f.By == dec.By) && (f.Kind == "" || f.Kind == dec.Kind) && (f.Outcome == "" || f.Outcome == dec.Outcome) &&
		(f.Lang == "" || f.Lang == dec.Lang) && (f.Finding == "" || slices.ContainsFunc(s.Findings, found))
}

func lookFacts(o *LookOrder) []audit.Fact {
	facts := []audit.Fact{
		audit.Public("wanted", fmt.Sprint(o.Wanted)), audit.Public("until-us", fmt.Sprint(o.Until.UnixMicro())),
		audit.Committed("order", string(o.ID)), audit.Committed("staff", string(o.By)),
	}
	return append(facts, filterFacts(o.Filter)...)
}
