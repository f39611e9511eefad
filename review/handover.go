package review

import (
	"context"
	"errors"
	"slices"
	"time"

	"shinsa/audit"
	"shinsa/seal"
)

// A Handover records that a submission was given to somebody: by its holder, or by a supervisor.
type Handover struct {
	ID         string
	Submission SubmissionID
	Round      int
	Why        KeepReason // KeepHanded or KeepAssigned
	By, To     StaffID
	At         time.Time
	Until      time.Time  // how long it is kept for him
	Key        seal.KeyID // the submission's, under which Note is sealed
	Note       []byte     // sealed; nil for none
}

// DeskPerson is an active reviewer or supervisor, and how he stands to a submission.
type DeskPerson struct {
	ID     StaffID
	Name   string
	Role   string
	Barred bool      // he may never decide on the submission again
	Away   Absence   // zero when he said nothing
	SeenAt time.Time // the last request of any of his sessions, to the minute; zero without one
}

// Colleague is somebody to whom a submission can be given.
type Colleague struct {
	ID     StaffID
	Name   string
	Role   string
	Away   bool
	Until  time.Time // when somebody away means to be back; zero when he did not say
	Active bool      // he was at work a moment ago
}

// HandOver gives a submission to a colleague, for whom it is then kept as long as a claim lasts: by its holder, or by
// a supervisor whoever holds it. If he does not take it, it is everybody's again. Its former holder is not offered
// it again for a while. A person who may not take it, or is away, is a FieldErrors on `to`.
func (d *Desk) HandOver(ctx context.Context, a Actor, ref Reference, to StaffID, note string) error {
	now, set := d.now(), d.Settings()
	note, code := cleanLong(note, maxSkipNote)
	if code != "" {
		return fieldError("hand-note", code, "max", maxSkipNote)
	}
	id := d.NewID()
	return d.onSubmission(ctx, a, ref, func(tx Tx, s *Submission) error {
		why, err := d.mayHand(ctx, tx, s, a, now)
		if err != nil {
			return err
		}
		if err := d.mayTake(ctx, tx, s, a, to, now); err != nil {
			return err
		}
		return d.hand(ctx, tx, s, a, &Handover{ID: id, Why: why, To: to, Until: now.Add(set.ClaimLease)}, note, now)
	})
}

// hand gives a locked submission to somebody who may take it, as whose handover it stands in h.
func (d *Desk) hand(ctx context.Context, tx Tx, s *Submission, a Actor, h *Handover, note string, now time.Time) error {
	former, set := s.Claim.By, d.Settings()
	h.Submission, h.Round, h.By, h.At, h.Key = s.ID, s.Round, a.ID, now, s.Key
	var err error
	if h.Note, err = d.sealText(ctx, s.Key, bindSaid("handover", h.ID), note); err != nil {
		return sealError(err)
	}
	s.Claim = Claim{}
	s.Keep = Keep{ID: h.ID, For: h.To, By: a.ID, Why: h.Why, Until: h.Until}
	if former != "" && former != h.To {
		if err := tx.Pass(ctx, s.ID, former, now.Add(set.PassFor)); err != nil {
			return err
		}
	}
	if err := errors.Join(tx.InsertHandover(ctx, h), tx.SaveSubmission(ctx, s)); err != nil {
		return err
	}
	return d.log(ctx, tx, audit.ClaimHanded, now, string(s.ID), append(append(HandoverFacts(*h), HandoverLaterFacts(*h)...), audit.Committed("from", string(former)))...)
}

// mayHand asks whether a person may give a submission to another, and as what.
func (d *Desk) mayHand(ctx context.Context, r Reader, s *Submission, a Actor, now time.Time) (KeepReason, error) {
	state := s.StateAt(now)
	if !state.Decidable() {
		return "", &OutOfTurnError{State: state, Act: "hand"}
	}
	if s.Pending(now) && s.Claim.By == a.ID {
		return "", ErrAlreadyDecided
	}
	holder := s.Claim.Holder(now)
	if s.Claim.By == a.ID && (holder == "" || holder == a.ID) { // one that ran out and that nobody took is still his to give
		return KeepHanded, d.Guard.Allow(ctx, a, DoHand, Object{State: state, Holder: a.ID})
	}
	if err := d.Guard.Allow(ctx, a, DoReassign, Object{State: state, Holder: holder}); err != nil {
		if errors.Is(err, ErrDenied) {
			return "", d.notHolder(ctx, r, s, now)
		}
		return "", err
	}
	if s.Pending(now) {
		return "", ErrAlreadyDecided
	}
	return KeepAssigned, nil
}

// mayTake asks whether a submission can be given to a person.
func (d *Desk) mayTake(ctx context.Context, r Reader, s *Submission, a Actor, to StaffID, now time.Time) error {
	people, err := d.receivers(ctx, r, s)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p DeskPerson) bool { return p.ID == to && p.ID != a.ID })
	switch {
	case i < 0:
		return fieldError("to", "choose")
	case !d.fit(ctx, s, people[i], now):
		return fieldError("to", "not-theirs", "name", people[i].Name)
	case people[i].Away.At(now):
		return fieldError("to", "is-away", "name", people[i].Name)
	}
	return nil
}

// receivers are the people of the desk as those who give a submission away may know them. In a second review
// the first author is among them like anybody else, or who holds it could read off the list whose opinion he
// is asked about. What is given to that one he cannot take, and it is everybody's again when its time is over. Nor
// does whose decision has not taken effect yet fall out of the list, of which nobody else knows.
func (d *Desk) receivers(ctx context.Context, r Reader, s *Submission) ([]DeskPerson, error) {
	people, err := r.DeskPeople(ctx, s.ID)
	if err != nil {
		return nil, err
	}
	var hidden []StaffID
	first, err := d.awaited(ctx, r, s)
	if err != nil {
		return nil, err
	}
	if first != nil {
		hidden = append(hidden, first.By)
	}
	if s.Next != "" {
		hidden = append(hidden, s.Claim.By) // its author keeps the claim
	}
	for i := range people {
		if slices.Contains(hidden, people[i].ID) {
			people[i].Barred = false
		}
	}
	return people, nil
}

// fit says whether a person could claim a submission. The only supervisor left, who may decide although he is
// barred, must take it himself.
func (d *Desk) fit(ctx context.Context, s *Submission, p DeskPerson, now time.Time) bool {
	who := Actor{ID: p.ID, Role: p.Role, Name: p.Name}
	return !p.Barred && d.Guard.Allow(ctx, who, DoClaim, Object{State: s.StateAt(now)}) == nil
}

// atWork is how long after his last request somebody still counts as being at his desk.
const atWork = 10 * time.Minute

// colleagues lists to whom a person could give a submission: who is at work first, who is away last.
func (d *Desk) colleagues(ctx context.Context, a Actor, s *Submission, now time.Time) ([]Colleague, error) {
	people, err := d.receivers(ctx, d.Store, s)
	if err != nil {
		return nil, err
	}
	var groups [3][]Colleague
	for _, p := range people {
		if p.ID == a.ID || !d.fit(ctx, s, p, now) {
			continue
		}
		c := Colleague{ID: p.ID, Name: p.Name, Role: p.Role, Away: p.Away.At(now), Active: !p.SeenAt.IsZero() && now.Sub(p.SeenAt) < atWork}
		group := 1
		switch {
		case c.Away:
			group, c.Until, c.Active = 2, p.Away.Until, false
		case c.Active:
			group = 0
		}
		groups[group] = append(groups[group], c)
	}
	return slices.Concat(groups[:]...), nil
}
