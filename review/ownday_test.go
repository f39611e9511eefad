package review_test

import (
	"errors"
	"testing"
	"time"

	"shinsa/review"
)

func TestDayOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		seconds []int
		want    review.OwnDay
	}{
		{nil, review.OwnDay{}},
		{[]int{48}, review.OwnDay{Decided: 1, Median: 48 * time.Second}},
		{[]int{90, 30}, review.OwnDay{Decided: 2, Median: 30 * time.Second}},
		{[]int{90, 30, 48}, review.OwnDay{Decided: 3, Median: 48 * time.Second}},
		{[]int{48, 30, 90, 50}, review.OwnDay{Decided: 4, Median: 48 * time.Second}},
	} {
		var handled []review.Handled
		for _, s := range c.seconds {
			handled = append(handled, review.Handled{Took: time.Duration(s) * time.Second})
		}
		if got := review.DayOf(handled); got != c.want {
			t.Errorf("%v: %+v, want %+v", c.seconds, got, c.want)
		}
	}
}

func TestOwnHandledIsForTheDesk(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.decided(reviewer, ref, review.Approve)
	from, until := d.now().Add(-time.Hour), d.now().Add(time.Hour)
	count := func(a review.Actor) int {
		t.Helper()
		handled, err := d.OwnHandled(ctx, a, from, until)
		d.must(err)
		return len(handled)
	}
	if n := count(reviewer); n != 0 {
		t.Errorf("%d before it takes effect", n)
	}
	d.pass(11 * time.Second)
	if n := count(reviewer); n != 1 {
		t.Errorf("%d afterwards, want 1", n)
	}
	if n := count(reviewer2); n != 0 {
		t.Errorf("%d of a colleague", n)
	}
	for _, a := range []review.Actor{support, admin} {
		if _, err := d.OwnHandled(ctx, a, from, until); !errors.Is(err, review.ErrDenied) {
			t.Errorf("%s: %v", a.Role, err)
		}
	}
}
