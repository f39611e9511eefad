package review

import "time"

// Retention says how long what a person typed or sent is kept when its submission has ended. A period of
// zero has no end: then it is kept until it is erased by hand.
type Retention struct {
	// Images is for the pictures alone. Where it is not shorter than the submission's own period, they
	// go with the submission.
	Images time.Duration
	// What a submission is kept for, by how it ended. Its decisions' codes and the log stay for good.
	Approved, Rejected, Withdrawn, Expired time.Duration
}

// Day is the unit of the periods: 24 hours, whatever clocks are changed meanwhile.
const Day = 24 * time.Hour

// DefaultRetention are the periods of an operator who has chosen none; docs/adr/0010-retention.md gives
// the reasons.
func DefaultRetention() Retention {
	return Retention{Images: 90 * Day, Approved: 1825 * Day, Rejected: 180 * Day, Withdrawn: 30 * Day, Expired: 30 * Day}
}

// ends lists the states in which a submission has ended.
var ends = []State{Approved, Rejected, Withdrawn, Expired}

// Of is the period of a submission that ended in a state; zero when it has no end, as before any end.
func (r Retention) Of(s State) time.Duration {
	switch s {
	case Approved:
		return r.Approved
	case Rejected:
		return r.Rejected
	case Withdrawn:
		return r.Withdrawn
	case Expired:
		return r.Expired
	}
	return 0
}

// Due says whether the period of a submission is over at a time.
func (r Retention) Due(s *Submission, now time.Time) bool { return over(s, r.Of(s.StateAt(now)), now) }

// ImagesDue says whether the period of a submission's images is over at a time, and they have not been
// erased since it ended.
func (r Retention) ImagesDue(s *Submission, now time.Time) bool {
	return s.ImagesErasedAt.IsZero() && over(s, r.Images, now)
}

// over says whether a period, counted from the submission's end, is over. A decision that is pending is
// no end, so what waits, is escalated or was only just decided never goes.
func over(s *Submission, period time.Duration, now time.Time) bool {
	end := s.EndsAt()
	return period > 0 && !end.IsZero() && s.Next == "" && s.StateAt(now).Final() && !now.Before(end.Add(period))
}

// EndsAt is when a submission was approved, rejected or withdrawn, and for a resubmission when it closes, or when
// what kept it from erasure ended, if that was later: from then on the periods count. It is zero for what is
// undecided, for what is kept from erasure and for what was erased.
func (s *Submission) EndsAt() time.Time {
	switch {
	case !s.ErasedAt.IsZero() || s.Stays > 0:
		return time.Time{}
	case s.State == Resubmission:
		return later(s.DueAt, s.StayEndedAt)
	case s.State.Final():
		return later(s.Since, s.StayEndedAt)
	}
	return time.Time{}
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
