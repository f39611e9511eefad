package review

import "time"

// ErasedError is for a submission of which only the bare facts are left. It is an ErrErased.
type ErasedError struct {
	Reference Reference
	At        time.Time
}

func (e *ErasedError) Error() string { return "review: the submission was erased" }

// Is makes it an ErrErased.
func (e *ErasedError) Is(target error) bool { return target == ErrErased }

// outOfSight is why the desk's people cannot see a submission: an *ErasedError for one that was erased, and
// ErrNotFound for a draft whose time is over, which is as if it had never been. It is nil when they can.
func (s *Submission) outOfSight(now time.Time) error {
	if !s.ErasedAt.IsZero() && s.State != Draft {
		return &ErasedError{Reference: s.Reference, At: s.ErasedAt}
	}
	if s.Gone(now) {
		return ErrNotFound
	}
	return nil
}
