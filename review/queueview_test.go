package review_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// cards is the list of waiting resident cards.
var cards = review.Listing{State: review.Waiting, Kind: "resident-card", Sort: review.SortOldest}

// setup is how a person has the queue.
func (d *desk) setup(a review.Actor) *review.QueueSetup {
	d.t.Helper()
	s, err := d.QueueSetup(ctx, a)
	d.must(err)
	return s
}

func (d *desk) names(a review.Actor) string {
	d.t.Helper()
	var names []string
	for _, v := range d.setup(a).Views {
		names = append(names, v.Name)
	}
	return strings.Join(names, ",")
}

func TestViewsAreSaved(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.staffed(reviewer, reviewer2, supervisor)
		look := review.Look{Columns: []review.Column{review.ColumnHolder, review.ColumnAge}, Density: review.Compact}
		own, err := d.SaveView(ctx, reviewer, review.ViewForm{Name: "  My   cards ", Listing: cards, Look: look})
		d.must(err)
		again, err := d.SaveView(ctx, reviewer, review.ViewForm{Name: "My cards", Listing: cards, Look: look})
		if err != nil || again != own {
			t.Errorf("saved twice: %s, %v; want %s", again, err, own)
		}
		d.pass(time.Minute)
		shared, err := d.SaveView(ctx, supervisor, review.ViewForm{Name: "All cards", Shared: true, Listing: cards})
		d.must(err)

		if got := d.names(reviewer); got != "My cards,All cards" {
			t.Errorf("its owner sees %s", got)
		}
		for _, a := range []review.Actor{reviewer2, supervisor} {
			if got := d.names(a); got != "All cards" {
				t.Errorf("%s sees %s", a.Name, got)
			}
		}
		s := d.setup(reviewer)
		v := s.View(own)
		if v.Listing != cards || v.Version != 1 || v.By != reviewer.ID || v.ByName != "Aiko" || !s.May(v) || s.May(s.View(shared)) || s.MayShare {
			t.Errorf("saved as %+v", v)
		}
		if fmt.Sprint(v.Columns) != "[age holder]" || v.Density != review.Compact {
			t.Errorf("it looks like %+v", v.Look) // in the order in which columns stand
		}

		for _, c := range []struct {
			what string
			who  review.Actor
			form review.ViewForm
			is   func(error) bool
		}{
			{"by support", support, review.ViewForm{Name: "x", Listing: cards}, denied},
			{"by an admin", admin, review.ViewForm{Name: "x", Listing: cards}, denied},
			{"shared by a reviewer", reviewer, review.ViewForm{Name: "x", Shared: true, Listing: cards}, denied},
			{"without a name", reviewer, review.ViewForm{Name: "  ", Listing: cards}, wrongly("name", "required")},
			{"a name that is long", reviewer, review.ViewForm{Name: strings.Repeat("あ", 41), Listing: cards}, wrongly("name", "too-long")},
			{"a name that turns the line", reviewer, review.ViewForm{Name: "a\u202eb", Listing: cards}, wrongly("name", "characters")},
			{"a name that is no text", reviewer, review.ViewForm{Name: "a\xff", Listing: cards}, wrongly("name", "characters")},
			{"a name that is taken", reviewer, review.ViewForm{Name: "my CARDS", Listing: review.Listing{State: review.Waiting, Sort: review.SortNewest}}, wrongly("name", "view-taken")},
			{"a state that is no list", reviewer, review.ViewForm{Name: "x", Listing: review.Listing{State: review.SecondReview, Sort: review.SortOldest}}, wrongly("state", "choose")},
			{"drafts", reviewer, review.ViewForm{Name: "x", Listing: review.Listing{State: review.Draft, Sort: review.SortOldest}}, wrongly("state", "choose")},
			{"no kind", reviewer, review.ViewForm{Name: "x", Listing: review.Listing{State: review.Waiting, Kind: "passport", Sort: review.SortOldest}}, wrongly("kind", "choose")},
			{"no order", reviewer, review.ViewForm{Name: "x", Listing: review.Listing{State: review.Waiting, Sort: "best"}}, wrongly("sort", "choose")},
			{"no column", reviewer, review.ViewForm{Name: "x", Listing: cards, Look: review.Look{Columns: []review.Column{"name"}}}, wrongly("column", "choose")},
			{"no density", reviewer, review.ViewForm{Name: "x", Listing: cards, Look: review.Look{Density: "tiny"}}, wrongly("density", "choose")},
		} {
			if _, err := d.SaveView(ctx, c.who, c.form); !c.is(err) {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		if _, err := d.SaveView(ctx, reviewer2, review.ViewForm{Name: "My cards", Listing: cards}); err != nil {
			t.Errorf("a name that a colleague's own view has: %v", err)
		}
		if n := len(d.leaves(audit.ViewSaved)); n != 3 {
			t.Errorf("%d entries, want 3", n)
		}
	})
}

func denied(err error) bool { return errors.Is(err, review.ErrDenied) }

// wrongly says whether a field was refused in a word.
func wrongly(field, word string) func(error) bool {
	return func(err error) bool { return wrongField(err, field) == word }
}

func TestViewsAreChangedAndDeleted(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.staffed(reviewer, reviewer2, supervisor)
		second := review.Actor{ID: "supervisor-2", Role: "supervisor", Name: "Fumi", Session: "s6"}
		d.staffed(second)
		form := review.ViewForm{Name: "Cards", Listing: cards}
		own, err := d.SaveView(ctx, reviewer, form)
		d.must(err)
		shared, err := d.SaveView(ctx, supervisor, review.ViewForm{Name: "Cards", Shared: true, Listing: cards})
		d.must(err)
		d.must(d.OpenFirst(ctx, reviewer, shared))
		d.must(d.OpenFirst(ctx, supervisor, shared))
		newest := form
		newest.Name, newest.Sort = "Newest cards", review.SortNewest
		for _, c := range []struct {
			what    string
			who     review.Actor
			id      review.ViewID
			version int64
			is      func(error) bool
		}{
			{"a colleague's", reviewer2, own, 1, missing},
			{"a colleague's, by a supervisor", supervisor, own, 1, missing},
			{"a shared one", reviewer, shared, 1, denied},
			{"one that there is not", reviewer, "019ab000-0000-7000-8000-000000000000", 1, missing},
			{"as it never was", reviewer, own, 2, stale},
			{"by support", support, shared, 1, denied},
		} {
			if err := d.ChangeView(ctx, c.who, c.id, c.version, newest); !c.is(err) {
				t.Errorf("%s is changed: %v", c.what, err)
			}
			if err := d.DeleteView(ctx, c.who, c.id, c.version); !c.is(err) {
				t.Errorf("%s is deleted: %v", c.what, err)
			}
		}
		d.pass(time.Minute)
		d.must(d.ChangeView(ctx, reviewer, own, 1, newest))
		if err := d.ChangeView(ctx, reviewer, own, 1, form); !stale(err) {
			t.Errorf("changed once more from the first version: %v", err)
		}
		d.must(d.ChangeView(ctx, reviewer, own, 2, newest)) // the very same
		if v := d.setup(reviewer).View(own); v.Version != 2 || v.Name != "Newest cards" || v.Sort != review.SortNewest || !v.ChangedAt.Equal(d.now()) {
			t.Errorf("changed to %+v", v)
		}
		if err := d.ChangeView(ctx, reviewer, own, 2, review.ViewForm{Name: "x", Shared: true, Listing: cards}); !denied(err) {
			t.Errorf("a reviewer shares: %v", err)
		}
		look := review.Look{Columns: []review.Column{review.ColumnSent}, Density: review.Compact}
		d.must(d.LookOfView(ctx, reviewer, own, 2, look))
		if v := d.setup(reviewer).View(own); v.Version != 3 || v.Name != "Newest cards" || fmt.Sprint(v.Look) != fmt.Sprint(look) {
			t.Errorf("it looks like %+v", v)
		}
		if err := d.LookOfView(ctx, reviewer2, own, 3, look); !missing(err) {
			t.Errorf("a colleague's view is given another look: %v", err)
		}

		// Whoever may share may change what is shared, and take it back to himself.
		d.must(d.ChangeView(ctx, second, shared, 1, review.ViewForm{Name: "Mine now", Listing: cards}))
		if d.names(second) != "Mine now" || d.names(supervisor) != "" || d.names(reviewer) != "Newest cards" {
			t.Errorf("after it was taken back: %q, %q, %q", d.names(second), d.names(supervisor), d.names(reviewer))
		}
		if s := d.setup(reviewer); s.Choice.View != "" {
			t.Error("what nobody sees any more opens first")
		}
		d.must(d.DeleteView(ctx, second, shared, 2))
		if err := d.DeleteView(ctx, second, shared, 2); !missing(err) {
			t.Errorf("deleted twice: %v", err)
		}
		if s, n := len(d.leaves(audit.ViewSaved)), len(d.leaves(audit.ViewDeleted)); s != 5 || n != 1 {
			t.Errorf("%d and %d entries, want 5 and 1", s, n)
		}
	})
}

func missing(err error) bool { return errors.Is(err, review.ErrNotFound) }
func stale(err error) bool   { return errors.Is(err, review.ErrStale) }

func TestThereAreNotTooManyViews(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.staffed(reviewer, supervisor)
	form := func(n int, shared bool) review.ViewForm {
		return review.ViewForm{Name: fmt.Sprintf("View %d", n), Shared: shared, Listing: cards}
	}
	for n := range review.MostOwnViews {
		_, err := d.SaveView(ctx, supervisor, form(n, false))
		d.must(err)
	}
	for n := range review.MostSharedViews {
		_, err := d.SaveView(ctx, supervisor, form(n, true))
		d.must(err)
	}
	for _, shared := range []bool{false, true} {
		if _, err := d.SaveView(ctx, supervisor, form(100, shared)); wrongField(err, "name") != "view-most" {
			t.Errorf("one too many, shared %v: %v", shared, err)
		}
	}
	s := d.setup(supervisor)
	if err := d.ChangeView(ctx, supervisor, s.Views[0].ID, 1, review.ViewForm{Name: "Other", Shared: true, Listing: cards}); wrongField(err, "name") != "view-most" {
		t.Errorf("one too many is shared: %v", err)
	}
	d.must(d.ChangeView(ctx, supervisor, s.Views[0].ID, 1, review.ViewForm{Name: "Other", Listing: cards}))
	if _, err := d.SaveView(ctx, reviewer, form(0, false)); err != nil {
		t.Errorf("somebody else's first: %v", err)
	}
}

func TestEverybodyChoosesHowListsLook(t *testing.T) {
	t.Parallel()
	eachDesk(t, func(t *testing.T, d *desk) {
		d.staffed(reviewer, reviewer2)
		if s := d.setup(reviewer); s.Choice.Columns != nil || s.Choice.Density != "" || s.Choice.View != "" {
			t.Errorf("of somebody who chose nothing: %+v", s.Choice)
		}
		look := review.Look{Columns: []review.Column{review.ColumnKind, review.ColumnAge, review.ColumnKind}, Density: review.Compact}
		d.must(d.ChooseLook(ctx, reviewer, look))
		own, err := d.SaveView(ctx, reviewer, review.ViewForm{Name: "Cards", Listing: cards})
		d.must(err)
		d.must(d.OpenFirst(ctx, reviewer, own))
		s := d.setup(reviewer)
		if fmt.Sprint(s.Choice.Columns) != "[age kind]" || s.Choice.Density != review.Compact || s.Choice.View != own {
			t.Errorf("chosen: %+v", s.Choice)
		}
		got := s.View(own).Look.Over(s.Choice.Look).Over(review.UsualLook())
		if !got.Shows(review.ColumnKind) || got.Shows(review.ColumnImages) || got.Density != review.Compact {
			t.Errorf("a view without a look of its own looks like %+v", got)
		}
		d.must(d.ChooseLook(ctx, reviewer, review.Look{}))
		if s := d.setup(reviewer); s.Choice.Columns != nil || s.Choice.View != own {
			t.Errorf("back to the usual look: %+v", s.Choice)
		}
		d.must(d.OpenFirst(ctx, reviewer, ""))
		if err := d.OpenFirst(ctx, reviewer2, own); !missing(err) {
			t.Errorf("a colleague's view opens first: %v", err)
		}
		if s := d.setup(reviewer2); s.Choice.View != "" || s.Choice.Columns != nil {
			t.Errorf("somebody else's choice: %+v", s.Choice)
		}
		for _, wrong := range []review.Look{{Columns: []review.Column{"name"}}, {Density: "tiny"}} {
			var fields review.FieldErrors
			if err := d.ChooseLook(ctx, reviewer, wrong); !errors.As(err, &fields) {
				t.Errorf("%+v is taken: %v", wrong, err)
			}
		}
		for _, a := range []review.Actor{support, admin} {
			if err := d.ChooseLook(ctx, a, look); !denied(err) {
				t.Errorf("%s chooses: %v", a.Role, err)
			}
			if _, err := d.QueueSetup(ctx, a); !denied(err) {
				t.Errorf("%s sees the views: %v", a.Role, err)
			}
		}
	})
}
