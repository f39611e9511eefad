package review_test

import (
	"testing"
	"time"

	"shinsa/review"
)

func TestWhatIsDue(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 5, 11, 12, 0, 0, 0, time.UTC)
	const week, month = 7 * review.Day, 30 * review.Day
	usual := review.Retention{Images: week, Approved: 4 * month, Rejected: 3 * month, Withdrawn: 2 * month, Expired: month}
	ended := func(state review.State, ago time.Duration) review.Submission {
		return review.Submission{State: state, Since: noon.Add(-ago), QueuedAt: noon.Add(-ago - time.Hour)}
	}
	// A resubmission that closed so long ago.
	closed := func(ago time.Duration) review.Submission {
		return review.Submission{State: review.Resubmission, Since: noon.Add(-ago - 2*week), DueAt: noon.Add(-ago)}
	}
	with := func(s review.Submission, change func(*review.Submission)) review.Submission { change(&s); return s }
	const long = 10_000 * review.Day
	for _, c := range []struct {
		what        string
		s           review.Submission
		r           review.Retention
		all, images bool
	}{
		{"approved, a moment before", ended(review.Approved, 4*month-time.Microsecond), usual, false, true},
		{"approved, at the moment", ended(review.Approved, 4*month), usual, true, true},
		{"rejected, a moment before", ended(review.Rejected, 3*month-time.Microsecond), usual, false, true},
		{"rejected, at the moment", ended(review.Rejected, 3*month), usual, true, true},
		{"withdrawn, a moment before", ended(review.Withdrawn, 2*month-time.Microsecond), usual, false, true},
		{"withdrawn, at the moment", ended(review.Withdrawn, 2*month), usual, true, true},
		{"withdrawn before it was sent", with(ended(review.Withdrawn, 2*month), func(s *review.Submission) { s.QueuedAt = time.Time{} }), usual, true, true},
		{"expired, a moment before", closed(month - time.Microsecond), usual, false, true},
		{"expired, at the moment", closed(month), usual, true, true},
		{"expired just now", closed(0), usual, false, false},
		{"images, a moment before", ended(review.Approved, week-time.Microsecond), usual, false, false},
		{"images, at the moment", ended(review.Approved, week), usual, false, true},
		{"images of an expired one, a moment before", closed(week - time.Microsecond), usual, false, false},
		{"images of an expired one, at the moment", closed(week), usual, false, true},
		{"images were erased", with(ended(review.Approved, month), func(s *review.Submission) { s.ImagesErasedAt = noon.Add(-week) }), usual, false, false},
		{"images were erased, and now all", with(ended(review.Approved, 5*month), func(s *review.Submission) { s.ImagesErasedAt = noon.Add(-week) }), usual, true, false},
		{"erased", with(ended(review.Rejected, long), func(s *review.Submission) { s.ErasedAt = noon.Add(-week) }), usual, false, false},
		{"a resubmission that is open", closed(-time.Second), usual, false, false},
		{"a resubmission without a date", review.Submission{State: review.Resubmission, Since: noon.Add(-long)}, usual, false, false},
		{"a draft", review.Submission{State: review.Draft, Since: noon.Add(-long), DueAt: noon.Add(-long)}, usual, false, false},
		{"waiting", ended(review.Waiting, long), usual, false, false},
		{"second review", ended(review.SecondReview, long), usual, false, false},
		{"escalated", ended(review.Escalated, long), usual, false, false},
		{"a decision is pending", with(ended(review.Waiting, long), func(s *review.Submission) {
			s.Next, s.EffectiveAt = review.Approved, noon.Add(time.Second)
		}), usual, false, false},
		{"a decision has come into effect and nobody settled it", with(ended(review.Waiting, long), func(s *review.Submission) {
			s.Next, s.EffectiveAt = review.Approved, noon.Add(-long)
		}), usual, false, false},
		{"nothing has an end", ended(review.Approved, long), review.Retention{}, false, false},
		{"images have an end", ended(review.Approved, long), review.Retention{Images: week}, false, true},
		{"only others have an end", ended(review.Approved, long), review.Retention{Rejected: week, Withdrawn: week, Expired: week}, false, false},
		{"only others have an end, expired", closed(long), review.Retention{Approved: week, Rejected: week, Withdrawn: week}, false, false},
		{"images are kept for longer than the rest", ended(review.Withdrawn, 2*month), review.Retention{Images: long, Withdrawn: month}, true, false},
		{"the clock was before", ended(review.Approved, -long), usual, false, false},
	} {
		if got := c.r.Due(&c.s, noon); got != c.all {
			t.Errorf("%s: due %v, want %v", c.what, got, c.all)
		}
		if got := c.r.ImagesDue(&c.s, noon); got != c.images {
			t.Errorf("%s: images due %v, want %v", c.what, got, c.images)
		}
	}
}

func TestTheUsualPeriodsHaveAnEnd(t *testing.T) {
	t.Parallel()
	r := review.DefaultSettings().Retention
	if r.Images <= 0 || r.Images > r.Approved {
		t.Errorf("images are kept for %v, what was approved for %v", r.Images, r.Approved)
	}
	for _, s := range review.States() {
		if got := r.Of(s) > 0; got != s.Final() {
			t.Errorf("%s has an end: %v, want %v", s, got, s.Final())
		}
	}
}
