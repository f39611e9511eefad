package review

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"shinsa/audit"
)

// A batch is one act of a person on several submissions: to assign, to release or to place them, and never to decide.
//
// Each submission has a transaction of its own, with its log entry and with the row that tells what came of it. So one
// that cannot be done holds up no other, nobody who presses "next" waits for fifty rows, and what was interrupted is
// whole as far as it came. Doing the same again finds everything done and changes nothing.

// BatchID names a batch.
type BatchID string

// BatchAct is what is done to several submissions.
type BatchAct string

// The acts.
const (
	BatchAssign  BatchAct = "assign"  // keep them for a colleague
	BatchRelease BatchAct = "release" // make them everybody's again
	BatchFirst   BatchAct = "first"   // put them first in line
	BatchUsual   BatchAct = "usual"   // put them back to where the rules want them
	BatchUnkeep  BatchAct = "unkeep"  // take back what was assigned, as far as nobody has begun it
)

// BatchActs lists every act.
func BatchActs() []BatchAct {
	return []BatchAct{BatchAssign, BatchRelease, BatchFirst, BatchUsual, BatchUnkeep}
}

// places says whether an act changes a submission's place in the queue.
func (b BatchAct) places() bool { return b == BatchFirst || b == BatchUsual }

// BatchOutcome is what came of one submission. The words are below `batch.outcome.`.
type BatchOutcome string

// The outcomes.
const (
	BatchUntried BatchOutcome = ""        // nothing was tried: something ended the batch before
	BatchDone    BatchOutcome = "done"    //
	BatchAlready BatchOutcome = "already" // it was so before
	BatchGone    BatchOutcome = "gone"    // there is no such submission
	BatchDenied  BatchOutcome = "denied"  // the person may not
	BatchHeld    BatchOutcome = "held"    // Who holds it, or it is kept for Who, and only he may
	BatchNobodys BatchOutcome = "nobodys" // only its holder may, and nobody holds it
	BatchDecided BatchOutcome = "decided" // Who decided a moment ago
	BatchState   BatchOutcome = "state"   // it does not wait for the desk: State
	BatchBarred  BatchOutcome = "barred"  // Who, to whom it should go, may not decide on it
	BatchSkills  BatchOutcome = "skills"  // Who does not take on what it is
	BatchAway    BatchOutcome = "away"    // Who is away
	BatchBusy    BatchOutcome = "busy"    // the desk could not do it just then
)

// Batch is an act on several submissions, and what came of it.
type Batch struct {
	ID   BatchID
	By   StaffID
	Act  BatchAct
	To   StaffID // to whom they are assigned; empty for nobody
	At   time.Time
	Rows []BatchRow // in the order in which they were named

	ToName string
}

// BatchRow is what came of one submission.
type BatchRow struct {
	Reference Reference
	Outcome   BatchOutcome
	Who       StaffID // who stands in the way; empty for nobody
	WhoName   string
	State     State // that stands in the way; empty for none
}

// BatchForm is what a person asks for.
type BatchForm struct {
	Act  BatchAct
	Refs []Reference // each once
	To   StaffID     // of BatchAssign
	Note string      // for whom they are assigned to; or the reason of a place, which must be given
}

// MostAtOnce is how many submissions a batch can be about: a page of the queue.
const MostAtOnce = QueuePageSize

// batchKept is how long what came of a batch can be read.
const batchKept = 24 * time.Hour

// batchRefusal refuses one submission of a batch.
type batchRefusal struct {
	outcome BatchOutcome
	who     StaffID
}

func (e *batchRefusal) Error() string { return "review: not in a batch: " + string(e.outcome) }

// Batch does one act to several submissions, one transaction each, and returns under which id its outcome can be
// read (BatchOf). FieldErrors say what is wrong with all of it, and then nothing is done: `act`, `reference` (none, or more than
// MostAtOnce), `to` (nobody to assign to, or away) or `note`. An error beside an id ended the batch on its way; what had been
// done by then is done.
func (d *Desk) Batch(ctx context.Context, a Actor, f BatchForm) (BatchID, error) {
	now := d.now()
	if err := d.checkBatch(ctx, a, &f, now); err != nil {
		return "", err
	}
	b := &Batch{ID: BatchID(d.NewID()), By: a.ID, Act: f.Act, To: f.To, At: now, Rows: make([]BatchRow, len(f.Refs))}
	for i, ref := range f.Refs {
		b.Rows[i].Reference = ref
	}
	if err := d.Store.Write(ctx, func(tx Tx) error { return tx.InsertBatch(ctx, b, now.Add(-batchKept)) }); err != nil {
		return "", err
	}
	var refused []int
	var stopped error
	for i := range b.Rows {
		err := d.oneOfBatch(ctx, a, f, b.ID, i, now)
		if err == nil {
			continue
		}
		known := false
		if b.Rows[i], known = refusedRow(f, f.Refs[i], err); !known {
			stopped = err
		}
		if refused = append(refused, i); !known || b.Rows[i].Outcome == BatchBusy {
			break
		}
	}
	if len(refused) == 0 {
		return b.ID, nil
	}
	err := d.Store.Write(ctx, func(tx Tx) error {
		for _, i := range refused {
			if err := tx.SaveBatchRow(ctx, b.ID, i, b.Rows[i]); err != nil {
				return err
			}
		}
		return nil
	})
	return b.ID, errors.Join(stopped, err)
}

// checkBatch looks at what is asked for as a whole.
func (d *Desk) checkBatch(ctx context.Context, a Actor, f *BatchForm, now time.Time) error {
	if err := d.allow(ctx, a, SeeSubmission, nil, now); err != nil {
		return err
	}
	if f.Act.places() {
		if err := d.allow(ctx, a, DoPrioritise, nil, now); err != nil {
			return err
		}
	}
	seen := map[Reference]bool{}
	f.Refs = slices.DeleteFunc(slices.Clone(f.Refs), func(r Reference) bool {
		twice := seen[r]
		seen[r] = true
		return twice
	})
	var code string
	f.Note, code = cleanLong(f.Note, maxPriorityReason)
	switch {
	case !slices.Contains(BatchActs(), f.Act):
		return fieldError("act", "choose")
	case len(f.Refs) == 0:
		return fieldError("reference", "batch-none")
	case len(f.Refs) > MostAtOnce:
		return fieldError("reference", "batch-most", "max", MostAtOnce)
	case code != "":
		return fieldError("note", code, "max", maxPriorityReason)
	case f.Note == "" && f.Act.places():
		return fieldError("note", "batch-reason")
	case f.Act == BatchAssign:
		return d.mayReceive(ctx, a, f.To, now)
	}
	f.To = ""
	return nil
}

// mayReceive asks whether anything can be assigned to a person now.
func (d *Desk) mayReceive(ctx context.Context, a Actor, to StaffID, now time.Time) error {
	people, err := d.Store.DeskPeople(ctx, "")
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p DeskPerson) bool { return p.ID == to && p.ID != a.ID })
	switch {
	case i < 0:
		return fieldError("to", "batch-to")
	case people[i].Away.At(now):
		return fieldError("to", "batch-away", "name", people[i].Name)
	}
	return nil
}

// oneOfBatch does the act to one submission, and writes what came of it.
func (d *Desk) oneOfBatch(ctx context.Context, a Actor, f BatchForm, id BatchID, n int, now time.Time) error {
	newID := d.NewID()
	return d.onSubmission(ctx, a, f.Refs[n], func(tx Tx, s *Submission) error {
		var changed bool
		var err error
		switch f.Act {
		case BatchAssign:
			changed, err = d.assign(ctx, tx, s, a, f, newID, now)
		case BatchRelease, BatchUnkeep:
			changed, err = d.release(ctx, tx, s, a, f.Act == BatchUnkeep, newID, now)
		case BatchFirst, BatchUsual:
			first := f.Act == BatchFirst
			changed = FirstInLine(s.Rank) != first
			err = d.prioritise(ctx, tx, s, a, first, f.Note, now, d.Settings())
		}
		if err != nil {
			return err
		}
		row := BatchRow{Reference: f.Refs[n], Outcome: BatchAlready}
		if changed {
			row.Outcome = BatchDone
		}
		return tx.SaveBatchRow(ctx, id, n, row)
	})
}

// assign keeps a locked submission for a colleague who takes on such ones. Each is kept as long as a claim lasts for
// every one that is kept for him before it, so that he can come to them one after the other.
func (d *Desk) assign(ctx context.Context, tx Tx, s *Submission, a Actor, f BatchForm, id string, now time.Time) (changed bool, err error) {
	why, err := d.mayHand(ctx, tx, s, a, now)
	if err != nil {
		return false, err
	}
	if f.To == cmp.Or(s.Claim.Holder(now), s.Keep.Person(now)) {
		return false, nil
	}
	skills, err := tx.Skills(ctx, f.To)
	if err != nil {
		return false, err
	}
	if !skills.Takes(s.Lane(), s.StateAt(now)) {
		return false, &batchRefusal{BatchSkills, f.To}
	}
	if err := d.mayTake(ctx, tx, s, a, f.To, now); err != nil {
		return false, err
	}
	kept, err := tx.Kept(ctx, f.To, now)
	if err != nil {
		return false, err
	}
	until := now.Add(time.Duration(min(len(kept)+1, MostAtOnce)) * d.Settings().ClaimLease)
	return true, d.hand(ctx, tx, s, a, &Handover{ID: id, Why: why, To: f.To, Until: until}, f.Note, now)
}

// release makes a locked submission everybody's again: what the person holds, as giving it back does, and what others
// hold or what is kept for somebody where he may. unkeep leaves what is held.
func (d *Desk) release(ctx context.Context, tx Tx, s *Submission, a Actor, unkeep bool, id string, now time.Time) (changed bool, err error) {
	state, holder, kept := s.StateAt(now), s.Claim.Holder(now), s.Keep.Person(now)
	switch {
	case !state.Decidable():
		return false, &OutOfTurnError{State: state, Act: "release"}
	case s.Pending(now) && holder == a.ID:
		return false, ErrAlreadyDecided
	case unkeep && holder != "":
		return false, &batchRefusal{BatchHeld, holder}
	case holder == "" && kept == "":
		return false, nil
	case holder == a.ID:
		if err := d.allow(ctx, a, DoRelease, s, now); err != nil {
			return false, err
		}
		return true, d.giveBack(ctx, tx, s, a, &Skip{ID: id}, "", now)
	}
	return true, d.free(ctx, tx, s, a, now)
}

// free takes a locked submission from its holder, or from whom it is kept for. The former holder is not offered it
// again for a while.
func (d *Desk) free(ctx context.Context, tx Tx, s *Submission, a Actor, now time.Time) error {
	holder, kept := s.Claim.Holder(now), s.Keep.Person(now)
	o := Object{State: s.StateAt(now), Holder: holder}
	if holder == "" {
		o.Holder = s.Keep.By
	}
	if err := d.Guard.Allow(ctx, a, DoFree, o); errors.Is(err, ErrDenied) {
		return &batchRefusal{BatchHeld, cmp.Or(holder, kept)}
	} else if err != nil {
		return err
	}
	if s.Pending(now) {
		return ErrAlreadyDecided
	}
	s.Claim, s.Keep = Claim{}, Keep{}
	if holder != "" {
		if err := tx.Pass(ctx, s.ID, holder, now.Add(d.Settings().PassFor)); err != nil {
			return err
		}
	}
	if err := tx.SaveSubmission(ctx, s); err != nil {
		return err
	}
	return d.log(ctx, tx, audit.ClaimFreed, now, string(s.ID), audit.Committed("staff", string(a.ID)),
		audit.Committed("from", string(cmp.Or(holder, kept))), audit.Committed("submission", string(s.ID)))
}

// refusedRow says in a row why one submission was refused; false for what is a fault.
func refusedRow(f BatchForm, ref Reference, err error) (BatchRow, bool) {
	row := BatchRow{Reference: ref}
	var (
		own    *batchRefusal
		holder *NotHolderError
		turn   *OutOfTurnError
		wrong  FieldErrors
	)
	switch {
	case errors.As(err, &own):
		row.Outcome, row.Who = own.outcome, own.who
	case errors.As(err, &holder) && holder.Holder == "":
		row.Outcome = BatchNobodys
	case errors.As(err, &holder):
		row.Outcome, row.Who = BatchHeld, holder.Holder
	case errors.As(err, &turn):
		row.Outcome, row.State = BatchState, turn.State
	case errors.Is(err, ErrAlreadyDecided):
		row.Outcome = BatchDecided
	case errors.Is(err, ErrNotFound), errors.Is(err, ErrErased):
		row.Outcome = BatchGone
	case errors.Is(err, ErrDenied):
		row.Outcome = BatchDenied
	case errors.As(err, &wrong): // of whom it should go to; see mayTake
		row.Outcome, row.Who = BatchBarred, f.To
		if e, _ := wrong.Of("to"); e.Word == "field-error.is-away" {
			row.Outcome = BatchAway
		}
	case errors.Is(err, ErrBusy):
		row.Outcome = BatchBusy
	default:
		row.Outcome = BatchBusy
		return row, false
	}
	return row, true
}

// BatchOf is what came of a batch, for the person who asked for it and for a day; ErrNotFound otherwise.
func (d *Desk) BatchOf(ctx context.Context, a Actor, id BatchID) (*Batch, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return nil, err
	}
	b, err := d.Store.Batch(ctx, id)
	if err != nil {
		return nil, err
	}
	if b.By != a.ID || now.Sub(b.At) >= batchKept {
		return nil, ErrNotFound
	}
	return b, nil
}

// Selection says what a person could do to several of the submissions of a list.
type Selection struct {
	All    bool // any that waits; else what the person holds
	Place  bool // he may change places
	People []Colleague
}

// Selection says what a person can do to several of the rows of a list; nil when there is nothing.
func (d *Desk) Selection(ctx context.Context, a Actor, rows []QueueRow) (*Selection, error) {
	now := d.now()
	if err := d.allow(ctx, a, SeeQueue, nil, now); err != nil {
		return nil, err
	}
	return d.selection(ctx, a, rows, now)
}

func (d *Desk) selection(ctx context.Context, a Actor, rows []QueueRow, now time.Time) (*Selection, error) {
	others := Object{State: Waiting, Holder: StaffID("somebody else")}
	s := &Selection{
		All:   d.Guard.Allow(ctx, a, DoReassign, others) == nil || d.Guard.Allow(ctx, a, DoFree, others) == nil,
		Place: d.Guard.Allow(ctx, a, DoPrioritise, Object{State: Waiting}) == nil,
	}
	if !slices.ContainsFunc(rows, func(r QueueRow) bool {
		return r.State.Decidable() && (s.All || s.Place || r.HolderID == a.ID)
	}) {
		return nil, nil
	}
	people, err := d.Store.DeskPeople(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		if p.ID != a.ID {
			s.People = append(s.People, Colleague{ID: p.ID, Name: p.Name, Role: p.Role, Away: p.Away.At(now), Until: p.Away.Until, Active: p.AtWork(now)})
		}
	}
	return s, nil
}
